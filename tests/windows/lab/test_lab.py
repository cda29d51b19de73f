"""What the lab is made of: the pins that hold on Windows, this machine's own mirror."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.windows.lab.build import LOCKS, OWN_LOCK, lab_sources
from tests.windows.lab.wheels import pins_for_windows

LOCK = """\
both==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:ab
here==2 ; sys_platform == 'linux' \\
    --hash=sha256:bb
there==3.1 ; sys_platform == 'win32' \\
    --hash=sha256:cc
two==1 ; python_full_version < '3.12' \\
    --hash=sha256:dd
two==2 ; python_full_version >= '3.12' \\
    --hash=sha256:ee
"""


def test_what_holds_on_windows_with_its_hashes(tmp_path: Path) -> None:
    (tmp_path / "a.lock").write_text(LOCK, encoding="utf-8")
    (tmp_path / "b.lock").write_text("both==1.0 \\\n    --hash=sha256:aa\n", encoding="utf-8")
    pins = list(pins_for_windows([tmp_path / "a.lock", tmp_path / "b.lock"]))
    assert [pin.split()[0] for pin in pins] == ["both==1.0", "there==3.1", "two==1"]
    assert pins[0] == "both==1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:ab"


def test_a_line_that_is_not_understood_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.lock").write_text("both>=1.0\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.lock: this line of the lock is not understood: both>=1.0"):
        list(pins_for_windows([tmp_path / "a.lock"]))


def test_the_projects_own_locks_pin_every_wheel_by_hash_and_name_no_index() -> None:
    pins = list(pins_for_windows([*LOCKS, OWN_LOCK]))
    assert len(pins) > 80
    assert all("--hash=sha256:" in pin for pin in pins)
    assert not any("://" in lock.read_text(encoding="utf-8") for lock in (*LOCKS, OWN_LOCK))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("deb http://mirror.example/debian bookworm main", "deb http://mirror.example/debian trixie main"),
        ("Suites: bookworm bookworm-updates\nURIs: x", "Suites: trixie trixie-updates\nURIs: x"),
        ("Suites: bookworm-security", "Suites: trixie-security"),
        ("Suites: trixie", "Suites: trixie"),
    ],
)
def test_this_machines_sources_for_another_release(text: str, expected: str) -> None:
    assert lab_sources([text], "bookworm") == expected
