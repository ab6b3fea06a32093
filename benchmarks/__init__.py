"""How right and how fast: measured on recordings with truth, beside peers, in one run."""
