"""How fast data goes down and up, and who measures it with us."""
