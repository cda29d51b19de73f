"""How the lab is built, and how something is run in it."""
