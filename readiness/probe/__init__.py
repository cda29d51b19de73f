"""The child process that touches hardware: its lines, the child's side and the parent's side."""
