"""What is measured of microphone, speaker and room."""
