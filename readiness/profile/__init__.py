"""A clinic's profile, from a file into plain types."""
