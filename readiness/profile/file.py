"""A clinic's profile as a file: opened without waiting, read up to a size, and made into values by TOML's rules.

Whatever lies there: a device, a pipe, a gigabyte, keys a thousand deep. Nothing of it may keep the window waiting.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from readiness.core.characters import make_visible
from readiness.core.files import NotAFileError, decode_text, open_file

MAX_BYTES: Final = 256 << 10
"""A profile is a page of text. The largest of ours has 3 KiB; with a hundred answers of 600 letters it has 70."""
MOST_ENTRIES: Final = 4000
"""Keys, tables and entries of lists. Every key that there is, once, and a hundred questions with answers are 700."""
DEEPEST: Final = 8
"""Tables and lists in one another. The deepest key that there is has four: visit.applications[0].linux.programs[0].

Python's reader takes time by the square of it: 65,000 dots in one key took 15 s."""
_LONGEST_KEY: Final = 120
MOST_PROBLEMS: Final = 20
"""Nobody mends more at once."""
_FREE: Final = re.compile(
    r"\"\"\"(?:\\.|[^\\])*?(?:\"{3,5}|\\?\Z)|'''.*?(?:'{3,5}|\Z)"
    r"|\"(?:\\.|[^\"\\\n])*(?:\"|.*\Z)|'[^'\n]*(?:'|.*\Z)|\#[^\n]*",
    re.DOTALL,
)
"""Strings and comments, which may hold anything. Behind a string that nothing closes TOML's reader does not go on."""
_DOTTED: Final = re.compile(rf"(?<![\w\"'-])(?:[\w\"'-]+[ \t]*\.[ \t]*){{{DEEPEST}}}")
_BRACKETS: Final = re.compile(r"[\[\]{}]")
_ENTRY: Final = re.compile(r"[=,\[{]")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a profile: the key, and what to do about it."""

    key: str
    says: str

    def __str__(self) -> str:
        key = self.key if len(self.key) <= _LONGEST_KEY else f"{self.key[: _LONGEST_KEY - 1]}…"
        return make_visible(f"{key}: {self.says}" if key else self.says)  # a key may hold anything


def list_leaves(value: object, key: str = "") -> Iterator[tuple[str, object]]:
    """Yield all that is no table and no list in a TOML file's values, with its key as the file's errors name it."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from list_leaves(each, f"{key}.{name}".lstrip("."))
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from list_leaves(each, f"{key}[{at}]")
    else:
        yield key, value


class ProfileError(Exception):
    """A profile that cannot be used; `problems` names each error, MOST_PROBLEMS at most and how many more there are."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.path = path
        more = len(problems) - MOST_PROBLEMS
        self.problems = problems[:MOST_PROBLEMS] if more > 0 else problems
        if more > 0:
            self.problems.append(Problem("", f"… and {more} more. Mend these first."))
        told = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"The clinic profile {make_visible(str(path))} cannot be used:\n{told}")


def read_values(path: Path) -> dict[str, Any]:
    """Read the TOML in this file, as values. ProfileError where there is none, or more than a profile can need."""
    content = _content(path)
    try:
        text = decode_text(content).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise ProfileError(path, [Problem("", "The file is not text in UTF-8. Save it again as UTF-8.")]) from None
    if wrong := _wrong_measure(text):
        raise ProfileError(path, [*_curly(text), Problem("", wrong)])
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ProfileError(path, list(_toml_problems(text, error))) from None
    except ValueError:  # Python reads no whole number of more than 4300 digits
        raise ProfileError(path, [Problem("", "There is a number in it that is far too long. Shorten it.")]) from None


def read_bytes(path: Path) -> bytes:
    """Read what is in this file, up to one byte more than a profile may have.

    OSError where it cannot be read, NotAFileError where something else bears its name; it never waits for either.
    """
    with open_file(path) as file:
        return file.read(MAX_BYTES + 1)


def _content(path: Path) -> bytes:
    try:
        content = read_bytes(path)
    except FileNotFoundError:
        raise ProfileError(path, [Problem("", "There is no such file. Check the path.")]) from None
    except OSError as error:
        cure = "Let everybody who uses this computer read it."
        raise ProfileError(path, [Problem("", f"The file cannot be read: {error.strerror}. {cure}")]) from None
    except NotAFileError as error:
        what = "a folder. Name the file in it." if error.kind == "folder" else "not a file. Name the profile’s file."
        raise ProfileError(path, [Problem("", f"This is {what}")]) from None
    except ValueError:  # a null character in the name
        raise ProfileError(path, [Problem("", "There is no such file. Check the path.")]) from None
    if len(content) > MAX_BYTES:
        most = f"A profile has {MAX_BYTES >> 10} KiB at most."
        raise ProfileError(path, [Problem("", f"The file is too large to be a profile. {most}")])
    return content


def _wrong_measure(text: str) -> str:
    """Say why this text is more than a profile can need, before anything is made of it; empty where it is not."""
    bare = _FREE.sub('"', text)
    depth = 0
    for bracket in _BRACKETS.finditer(bare):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > DEEPEST:
            break
    if depth > DEEPEST or _DOTTED.search(bare):
        return f"The file is not valid as a profile: something in it lies more than {DEEPEST} deep. Take it out."
    if len(_ENTRY.findall(bare)) > MOST_ENTRIES:
        return f"There are more than {MOST_ENTRIES} keys and entries in it. Take out what does not belong there."
    return ""


def _toml_problems(text: str, error: Exception) -> Iterator[Problem]:
    """Find what keeps a text from being TOML: a word processor's quotes, each with its key, and any earlier error."""
    curly = list(_curly(text))
    first = next((int(each.says.split()[1]) for each in curly), 0)
    place = re.search(r"line (\d+)", str(error))
    if not curly or (place is not None and int(place[1]) < first):
        yield Problem("", f"The file is not valid TOML: {error}.")
    yield from curly


def _curly(text: str) -> Iterator[Problem]:
    from readiness.profile.quotes import find_curly_quotes  # noqa: PLC0415  1 ms, for a broken profile

    for line, key in dict(find_curly_quotes(text)).items():
        cure = 'Type straight ones (") instead.'
        yield Problem(key, f"Line {line} has curly quotes, as a word processor makes them. {cure}")
