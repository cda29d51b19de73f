"""The window under a monkey: seeded, on the real widgets, for as long as one likes."""
