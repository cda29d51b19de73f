"""Nothing breaks it: a table of faults, each brought about for real and met by the real program.

`python -m tests.faults` runs them all and prints the table; `table.py` gathers it, one module for each part.
"""
