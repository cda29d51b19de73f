"""Makes the program that a clinic hands out: what goes into it, what the systems want to know about it, and the proof.

`build.spec` (PyInstaller) and `make bundle` use these modules; nothing here is part of the program itself.
"""
