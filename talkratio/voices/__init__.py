"""Two voices told apart: features, profiles of the voices, and who speaks when."""
