"""What is measured of a camera and its pictures."""
