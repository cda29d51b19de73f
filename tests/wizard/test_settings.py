"""Text size and language from one start to the next: whole or not at all, and any rubbish is nothing."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import pytest

from readiness.core.setup import Setup
from readiness.terminal.window_command import _as_it_was
from readiness.wizard.memory import settings
from readiness.wizard.memory.settings import Settings
from tests.places import DATA, modes, own


def test_there_and_back(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert settings.read(folder) == Settings()
    assert settings.write(Settings(1.5, "es"), folder)
    assert settings.read(folder) == Settings(1.5, "es")
    [path] = folder.iterdir()
    assert set(json.loads(path.read_bytes())) == {"scale", "language"}, "nothing about the patient"
    assert modes(path) == [own("600")]


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"null", b"[]", b"\xff\xfe", b"[" * 4000, b'{"language": 3}', b'{"scale": "2"}', b'{"scale": 40}'),
        *(b'{"scale": NaN}', b'{"scale": 0}', b'{"scale": true}', b'{"scale": 1e999}'),
    ],
)
def test_rubbish_is_nothing_and_is_overwritten(tmp_path: Path, content: bytes) -> None:
    (tmp_path / settings.SETTINGS_NAME).write_bytes(content)
    assert settings.read(tmp_path) == Settings()
    assert settings.write(Settings(2.0), tmp_path)
    assert settings.read(tmp_path) == Settings(2.0)


def test_where_nothing_can_be_written_nothing_breaks(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert not settings.write(Settings(2.0), tmp_path / "file")
    assert settings.read(tmp_path / "file") == Settings()
    (tmp_path / settings.SETTINGS_NAME).mkdir()
    assert not settings.write(Settings(2.0), tmp_path)
    assert settings.read(tmp_path) == Settings()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_language_that_was_chosen_is_spoken_unless_another_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATA, str(tmp_path))
    setup, asked = Setup(), argparse.Namespace(language=None)
    assert _as_it_was(setup, asked).language == "en"
    settings.write(Settings(1.0, "es"))
    assert _as_it_was(setup, asked).language == "es"
    assert _as_it_was(setup, argparse.Namespace(language="en")).language == "en"
    settings.write(Settings(1.0, "ar"))
    assert _as_it_was(setup, asked).language == "en", "a draft that this clinic does not offer"
    languages = replace(setup.profile.languages, unreviewed=True)
    allowed = replace(setup, profile=replace(setup.profile, languages=languages))
    assert _as_it_was(allowed, asked).language == "ar"
    settings.write(Settings(1.0, "../../etc"))
    assert _as_it_was(allowed, asked).language == "en"
