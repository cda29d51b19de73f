"""macOS: its property lists and its own tools."""
