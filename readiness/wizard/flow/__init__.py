"""What happens in the window, without a widget."""
