"""Windows: its registry and its processes. Light: every start asks for something in here."""
