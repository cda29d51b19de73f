"""The window's process: one at a time, watched, and quick."""
