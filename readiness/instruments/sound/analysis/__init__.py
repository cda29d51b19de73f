"""What is computed from samples of sound."""
