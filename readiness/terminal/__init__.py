"""The command line: the staff's and the scripts' door."""
