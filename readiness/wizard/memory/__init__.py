"""What outlives a start of the window."""
