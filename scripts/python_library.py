"""Prints the Debian package with this Python's shared library where that is missing: PyInstaller bundles it."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

names = sysconfig.get_config_vars("INSTSONAME", "LDLIBRARY")
folders = [*sysconfig.get_config_vars("LIBDIR"), f"/usr/lib/{sysconfig.get_config_var('MULTIARCH')}", "/usr/lib"]
there = any((Path(folder) / name).is_file() for folder in folders if folder for name in names if name)
if sys.platform == "linux" and sys.prefix.startswith("/usr") and not there:
    print(f"libpython{sys.version_info.major}.{sys.version_info.minor}")
