"""The support staff's window."""
