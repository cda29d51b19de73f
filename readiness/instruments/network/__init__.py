"""What is measured of the connection to the internet."""
