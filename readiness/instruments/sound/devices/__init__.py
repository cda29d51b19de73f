"""Sound in and out: PortAudio's devices, and files in their place."""
