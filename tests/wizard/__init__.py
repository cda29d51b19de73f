"""The wizard, driven as a patient drives it."""
