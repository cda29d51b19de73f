"""What the computer's own system does for the window: its settings, its questions, its restart."""
