"""What holds for every test: the reports of the person who runs them stay untouched; Ctrl-C reaches what they start."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import tempfile

# Before any test module copies the environment for the programs that it starts.
os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix="readiness-tests-")
atexit.register(shutil.rmtree, os.environ["XDG_DATA_HOME"], ignore_errors=True)

# A shell that starts the tests in its background has them ignore SIGINT, and so would every program that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
