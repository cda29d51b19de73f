"""What no test may touch: the reports that the person who runs them has kept on this computer."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

# Before any test module copies the environment for the programs that it starts.
os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix="readiness-tests-")
atexit.register(shutil.rmtree, os.environ["XDG_DATA_HOME"], ignore_errors=True)
