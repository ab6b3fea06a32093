"""Text files of the field, read and written. One file is one format."""
