"""What was typed: options stand before the command, as the usage prints it, or behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.terminal.main import main
from readiness.terminal.parser import parser_for

GIVEN = {
    "profile": "clinic.toml",
    "language": "es",
    "camera": "file:clip.mp4",
    "microphone": "file:voice.wav",
    "speaker": "file:chime.wav",
    "server": "https://speed.example",
}


@pytest.mark.parametrize("command", [("check", "visit"), ("check", "camera", "--json"), ("probe", "camera")])
@pytest.mark.parametrize("before", range(len(GIVEN) + 1))
def test_an_option_counts_before_the_command_and_behind_it(before: int, command: tuple[str, ...]) -> None:
    words = [word for name, value in GIVEN.items() for word in (f"--{name}", value)]
    first, then = words[: 2 * before], words[2 * before :]
    for arguments in (
        [*first, *command, *then],
        ["--demo", *first, *command, *then],
        [*first, *command, *then, "--demo"],
    ):
        options = parser_for(arguments).parse_args(arguments)
        assert {name: getattr(options, name) for name in GIVEN} == GIVEN
        assert options.demo is ("--demo" in arguments)
        assert options.command == command[0]


def test_the_one_behind_the_command_wins() -> None:
    arguments = ["--language", "es", "--camera", "0", "check", "--language", "zh"]
    options = parser_for(arguments).parse_args(arguments)
    assert (options.language, options.camera, options.server, options.demo) == ("zh", "0", None, False)


def test_both_orders_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--language", "es", "check", "visit", "--unattended"]) == 0
    before = capsys.readouterr().out
    assert main(["check", "visit", "--unattended", "--language", "es"]) == 0
    assert capsys.readouterr().out == before
    missing = str(tmp_path / "none.mp4")
    assert main(["--camera", f"file:{missing}", "check", "camera"]) == 2
    assert f"There is no file {missing} for --camera" in capsys.readouterr().err


@pytest.mark.parametrize("command", [("tips",), ("support", "x.json"), ("history",), ("profile", "x.toml")])
def test_what_measures_nothing_takes_no_device(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--camera", "0", *command]) == 2
    [told] = capsys.readouterr().err.strip().splitlines()
    assert told == f"“readiness {command[0]}” measures nothing and takes no --camera. Leave it out."
