"""Renews the catalogues: `make catalogues` takes every Text of the program into each .po and compiles it to .mo.

`make catalogues NEW=vi` begins a language. Needs Babel; ends with 1 where a catalogue cannot be used.
"""

from __future__ import annotations

import ast
import datetime
import io
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from readiness.core.translation import DOMAIN, find_catalogue_faults

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "readiness"
LOCALE = ROOT / "assets" / "locale"
_SAYS_NOTHING = tuple(
    f'"{name}'.encode()
    for name in ("POT-Creation", "PO-Revision", "Last-Translator", "Report-Msgid", "Project-Id", "Generated-By")
)
STAFF = "For support staff, not for patients."


@dataclass(frozen=True, slots=True)
class Said:
    """One `Text(...)` in the source."""

    message: str
    plural: str
    file: str
    line: int
    staff: bool


class NotWhole(Exception):
    """A Text whose sentence is put together while the program runs: no catalogue could hold it."""


def _constant(node: ast.expr | None, named: Mapping[str, str]) -> str | None:
    """The words of this expression: a string, the name of one, or several put together; None where it is none."""
    match node:
        case ast.Constant(value=str(words)):
            return words
        case ast.Name(id=name):
            return named.get(name)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            first, second = _constant(left, named), _constant(right, named)
            return None if first is None or second is None else first + second
    return None


def _named(tree: ast.Module) -> dict[str, str]:
    """The strings that a module names at its top level."""
    named: dict[str, str] = {}
    for node in tree.body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                words = _constant(value, named)
                if words is not None:
                    named[name] = words
    return named


def _argument(call: ast.Call, name: str, at: int) -> ast.expr | None:
    named = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
    return named if named is not None or len(call.args) <= at else call.args[at]


def _texts(file: Path, root: Path = ROOT) -> Iterator[Said]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    place, named = file.relative_to(root).as_posix(), _named(tree)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    for_staff = {
        id(inner)
        for call in calls
        if call.func.id == "Finding" and (staff := _argument(call, "staff", 4)) is not None  # type: ignore[attr-defined]
        for inner in ast.walk(staff)
    }
    for call in calls:
        if call.func.id != "Text":  # type: ignore[attr-defined]
            continue
        if _argument(call, "verbatim", 4) is not None:
            continue
        message, plural = _argument(call, "message", 0), _argument(call, "plural", 2)
        one, many = _constant(message, named), _constant(plural, named)
        if one is None or (plural is not None and many is None):
            raise NotWhole(f"{place}:{call.lineno}: this Text is no whole sentence; give names in {{}} and values.")
        if one:
            yield Said(one, many or "", place, call.lineno, id(call) in for_staff)


def said() -> list[Said]:
    """Every sentence that the program can say, in the order of the source. NotWhole names one that is put together."""
    return [text for file in sorted(SOURCE.rglob("*.py")) for text in _texts(file)]


def template() -> Catalog:
    """The catalogue of everything that is to be translated."""
    catalog = Catalog(domain=DOMAIN)
    to_patients = {text.message for text in said() if not text.staff}
    for text in said():
        comments = [] if text.message in to_patients else [STAFF]
        catalog.add(
            (text.message, text.plural) if text.plural else text.message,
            locations=[(text.file, None)],  # type: ignore[list-item]
            auto_comments=comments,
        )
    return catalog


def place(language: str, ending: str = ".po") -> Path:
    """Where a language's catalogue is."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}{ending}"


def read(language: str) -> Catalog:
    """A language's catalogue as it is in the repository."""
    with place(language).open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def languages() -> list[str]:
    """The languages that there is a catalogue for."""
    return sorted(path.name for path in LOCALE.iterdir() if place(path.name).is_file())


def missing(catalog: Catalog, wanted: Catalog | None = None) -> list[Message]:
    """What the program says and this catalogue does not, or not surely."""
    lacking = []
    for message in wanted or template():
        if not message.id:
            continue
        there = catalog.get(message.id[0] if isinstance(message.id, tuple) else message.id)
        words = () if there is None else there.string if isinstance(there.string, tuple) else (there.string,)
        if there is None or there.fuzzy or not all(words) or not words:
            lacking.append(message)
    return lacking


def _write(language: str, catalog: Catalog) -> bool:
    """Write it and compile it. False where the program would refuse it."""
    name = catalog.locale.english_name if catalog.locale else language
    catalog.header_comment = f"# Readiness in {name}. How to translate: docs/translating.md"
    raw = io.BytesIO()
    write_po(raw, catalog, width=110, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    # Of the header only what says something; a time of creation would change with every run.
    lines = [line for line in raw.getvalue().splitlines(keepends=True) if not line.startswith(_SAYS_NOTHING)]
    place(language).write_bytes(b"".join(lines))
    place(language, ".mo").write_bytes(compiled(language))
    wrong = find_catalogue_faults(place(language, ".mo"))
    for each in wrong:
        print(f"{language}: {each}", file=sys.stderr)
    return not wrong


def compiled(language: str) -> bytes:
    """What the language's .po becomes as .mo."""
    raw, catalog = io.BytesIO(), read(language)
    catalog.creation_date = catalog.revision_date = datetime.datetime(2000, 1, 1)  # or each day's would differ
    write_mo(raw, catalog)
    return raw.getvalue()


def main(new: str) -> int:
    """Renew all; begin a new one where asked to."""
    wanted = template()
    if new:
        place(new).parent.mkdir(parents=True, exist_ok=True)
        begun = Catalog(locale=new, domain=DOMAIN)
        with place(new).open("wb") as file:
            write_po(file, begun)
    good = True
    for language in languages():
        catalog = read(language)
        catalog.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
        good &= _write(language, catalog)
        print(f"{language}: {len(missing(catalog, wanted))} of {len(wanted)} to translate")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
