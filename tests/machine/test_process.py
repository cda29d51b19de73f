"""Starting again as a child, and starting without a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from readiness.machine import process
from readiness.probe.devices import command
from readiness.probe.parent import make_launch

ROOT = Path(__file__).resolve().parents[2]


def test_from_a_checkout_the_interpreter_starts_the_package_and_searches_no_open_folder() -> None:
    assert process.program_command() == (sys.executable, "-P", str(ROOT / "readiness" / "__main__.py"))
    assert not process.is_windowed()


@pytest.mark.parametrize(
    ("suffix", "started"), [("", "readiness-window"), (".exe", "readiness-window"), ("", "readiness")]
)
def test_the_built_program_starts_the_console_one_beside_it(
    suffix: str, started: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("readiness", "readiness-window"):
        (tmp_path / f"{name}{suffix}").touch()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / f"{started}{suffix}"))
    console = str(tmp_path / f"readiness{suffix}")
    assert process.is_windowed() == (started == "readiness-window")
    assert list(make_launch("camera")) == [console, "probe", "camera", "--serve", str(os.getpid())]
    assert command() == (console, "devices", "--serve")


def test_a_windowed_one_alone_starts_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = tmp_path / "readiness-window"
    alone.touch()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(alone))
    assert process.program_command() == (str(alone),)


CLOSED = """
import sys
from readiness.machine.process import prepare_streams
prepare_streams()
assert None not in (sys.stdin, sys.stdout, sys.stderr)
print("lost"); print("lost", file=sys.stderr)
with open(sys.argv[1], "w") as opened:
    assert opened.fileno() > 2, opened.fileno()
    opened.write(f"{sys.stdout.fileno()} {sys.stdin.read()!r}")
"""


@pytest.mark.linux("a shell closes the descriptors 0 to 2")
def test_without_streams_nothing_that_is_opened_becomes_one(tmp_path: Path) -> None:
    told = tmp_path / "told"
    script = 'exec "$0" -c "$1" "$2" <&- >&- 2>&-'
    subprocess.run(["sh", "-c", script, sys.executable, CLOSED, str(told)], check=True, cwd=ROOT)
    descriptor, read = told.read_text(encoding="utf-8").split()
    assert int(descriptor) >= 0
    assert read == "''"


@pytest.mark.linux("a shell closes the descriptors 0 to 2")
def test_the_whole_program_without_streams() -> None:
    script = 'exec "$0" -m readiness tips <&- >&- 2>&-'
    assert subprocess.run(["sh", "-c", script, sys.executable], check=False, cwd=ROOT).returncode == 0


def test_programs_that_we_open_get_their_own_libraries_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", "/left/alone")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/bundle/_internal")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/their/own")
    process.prepare_streams()
    assert os.environ["LD_LIBRARY_PATH"] == "/their/own"
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ
    process.prepare_streams()
    assert "LD_LIBRARY_PATH" not in os.environ


@pytest.mark.linux("Windows keeps its certificates in a store")
def test_the_system_s_certificates_are_found_where_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = tmp_path / "ca-bundle.crt"
    there.touch()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(process, "CERTIFICATES", (str(tmp_path / "none"), str(there)))
    monkeypatch.setenv("SSL_CERT_FILE", "/chosen/by/somebody")
    process.prepare_streams()
    assert os.environ["SSL_CERT_FILE"] == "/chosen/by/somebody"
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    process.prepare_streams()
    assert os.environ.pop("SSL_CERT_FILE") == str(there)
