"""The whole suite as `make test` runs it: `python -m tests.run [WORDS FOR PYTEST]`.

In two parts: what measures sound, a network or a deadline has the machine to itself, all else runs side by side. A
computer that is busy with something else for a moment can make a measurement wrong: up to MOST_AGAIN tests that fail in
a part are run once more by themselves. Those that pass then are told by name; those that fail again have failed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
PARTS: Final = (("not alone", ("--numprocesses", "3", "--dist", "loadfile")), ("alone", ()))
MOST_AGAIN: Final = 3
"""More that fail together have a cause."""
_SOME_FAILED: Final = 1
"""pytest's exit code."""


def run_part(words: Sequence[str], root: Path = ROOT) -> int:
    """Run these tests of this folder, and the few that fail once more. The exit code is pytest's."""
    with tempfile.TemporaryDirectory() as folder:
        cache = ("-o", f"cache_dir={folder}")
        code = _run([*cache, *words], root)
        kept = Path(folder, "v", "cache", "lastfailed")
        failed = list(json.loads(kept.read_text(encoding="utf-8"))) if kept.exists() else []
        if code != _SOME_FAILED or not 0 < len(failed) <= MOST_AGAIN:
            return code
        print(f"\n{len(failed)} failed among others. Once more, by themselves:", flush=True)
        code = _run([*cache, *failed], root)
        if code == 0:
            print(f"Failed among others, passed by themselves: {', '.join(failed)}", flush=True)
        return code


def _run(words: Sequence[str], root: Path) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", *words], check=False, cwd=root).returncode


def main(words: Sequence[str]) -> int:
    """Run both parts; the second only where the first is well."""
    for expression, more in PARTS:
        if code := run_part(["-m", expression, *more, *words]):
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
