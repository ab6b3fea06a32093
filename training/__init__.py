"""How the shipped weights are made. For developers; nothing here is part of the installed package."""
