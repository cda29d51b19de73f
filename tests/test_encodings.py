"""Every text file and every program's output is read and written in an encoding that is named.

Without one Python takes the system's: on Windows a code page that has few letters and no UTF-8. Ruff's PLW1514 sees
only what it knows to be a file.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = {"read_text": 0, "write_text": 1}
"""Methods whose argument after so many is the encoding."""
OPENING = {"open": 1, "fdopen": 1, "NamedTemporaryFile": 0, "TemporaryFile": 0}
"""Functions with the place of their mode."""
DIALOGS = {"dialog", "made"}
"""What these names stand for is opened to be seen, not read."""


def unnamed(tree: ast.AST) -> Iterator[ast.Call]:
    """Calls that read or write text in whatever encoding the system has."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        if "encoding" in given or None in given:
            continue
        method = isinstance(node.func, ast.Attribute) and name in TEXT and len(node.args) <= TEXT[name]
        program = any(_is_true(given.get(key)) for key in ("text", "universal_newlines"))
        program = program or (name in ("run", "Popen", "check_output") and "errors" in given)
        opening = name in OPENING and _as_text(node, name, given.get("mode"))
        if method or program or opening or name == "TextIOWrapper":
            yield node


def _is_true(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and value.value is True


def _as_text(call: ast.Call, name: str, named: ast.expr | None) -> bool:
    """Does this call open text? A mode that is not written there is taken for bytes: it cannot be told."""
    if isinstance(call.func, ast.Attribute) and name == "open":
        owner = getattr(call.func.value, "id", "")
        if owner in ("os", "webbrowser", "tarfile", "zipfile", "Image", "wave"):
            return False
        if not call.args and not call.keywords:
            return owner not in DIALOGS
        place = 1 if owner == "codecs" else 0  # Path.open(mode)
    else:
        place = OPENING[name]
    mode = named if named is not None else (call.args[place] if len(call.args) > place else None)
    if mode is None:
        return name == "fdopen" or (name == "open" and isinstance(call.func, ast.Name))
    return (
        isinstance(mode, ast.Constant)
        and isinstance(mode.value, str)
        and "b" not in mode.value
        and set(mode.value) <= set("rwxat+")
    )


@pytest.mark.parametrize("folder", ["readiness", "bundle", "scripts", "tests"])
def test_every_encoding_is_named(folder: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for call in unnamed(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        *("path.read_text()", "path.write_text('x')", "open('x')", "open('x', 'w')", "path.open('w')"),
        *(
            "path.open()",
            "csv.reader(path.open())",
            "codecs.open('x', 'r')",
            "TemporaryFile('w')",
            "TextIOWrapper(raw)",
        ),
        *("run(words, errors='replace')", "open('x', errors='replace')"),
        *("run(words, text=True)", "os.fdopen(handle, 'w')", "NamedTemporaryFile('w')", "open('x', mode='a')"),
    ],
)
def test_what_names_none_is_found(line: str) -> None:
    assert list(unnamed(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        *("path.read_text('utf-8')", "path.read_text(encoding='ascii')", "open('x', 'rb')", "path.open('rb')"),
        *("run(words, encoding='utf-8')", "os.open(path, os.O_RDONLY)", "dialog.open()", "os.fdopen(handle, 'wb')"),
    ],
)
def test_what_names_one_is_not(line: str) -> None:
    assert not list(unnamed(ast.parse(line)))
