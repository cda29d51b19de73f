"""A Windows to try the program on: CPython for Windows, Windows' wheels and Qt, in Wine. `make windows` runs it.

It is not Windows: drivers, Media Foundation, permissions and antivirus are missing. What is seen here is "seen in
Wine 10". The folder's README says what is in it and how to use it by hand.
"""
