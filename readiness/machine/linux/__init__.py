"""Linux: everything is read from files."""
