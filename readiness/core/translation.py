"""Text into words: gettext catalogues, values put in, English for those who have no catalogue."""

from __future__ import annotations

import datetime
import gettext
import locale
import logging
import os
import re
import string
import struct
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from readiness.core.assets import find_asset
from readiness.core.text import Text

if sys.platform == "win32":
    import ctypes

DOMAIN: Final = "readiness"
PSEUDO: Final = "en-XA"
"""English, accented and 1.7 times as long: shows what is not translated and what does not fit. For tests."""
PSEUDO_LENGTH: Final = 1.7
RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur"})

# Characters that steer the direction of text (Unicode Standard Annex 9). A value is set apart from its sentence
# by isolates, and must not bring any along.
_ISOLATE, _END = "\u2068", "\u2069"
_STEERING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TURNS: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_NAME: Final = re.compile(r"\{([a-z_]+)\}")

DATE: Final = Text("{month} {day}, {year}")
MONTHS: Final = (
    *(Text("January"), Text("February"), Text("March"), Text("April"), Text("May"), Text("June")),
    *(Text("July"), Text("August"), Text("September"), Text("October"), Text("November"), Text("December")),
)

log = logging.getLogger(__name__)


class _Plain(string.Formatter):
    """Fills {names} only: no attributes, no indexes, so that a value can never reach further than itself."""

    def get_field(self, field_name: str, args: object, kwargs: object) -> tuple[object, str]:
        assert isinstance(kwargs, Mapping)
        return kwargs.get(field_name, "{" + field_name + "}"), field_name


_FORMAT = _Plain()


def system_language() -> str:
    """Find the language that the system speaks, as a code like "es" or "zh_CN"; "en" where it does not say."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").partition(".")[0]
        if value:
            return "en" if value in ("C", "POSIX") else value
    if sys.platform == "win32":  # whose locale has another kind of name, as in "Spanish_Mexico"
        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0xFFFF, "en")
    return locale.getlocale()[0] or "en"


# ---- catalogues


@dataclass(frozen=True, slots=True)
class Language:
    """A language that there are words for. `name` is its own name for itself."""

    code: str
    name: str
    reviewed: bool = True
    """Has somebody who speaks it read all of it? Others are offered only where the clinic's profile says so."""


_ENGLISH_ITSELF: Final = Language("en", "English")


_UNREADABLE: Final = (OSError, ValueError, EOFError, LookupError, struct.error)


def find_catalogue_faults(path: Path) -> list[str]:
    """Tell why this catalogue (.mo) cannot be used; empty where it can. A name that differs would show as {name}."""
    try:
        with path.open("rb") as file:
            _, wrong = _read_checked(file)
    except _UNREADABLE as error:
        return [f"it cannot be read ({type(error).__name__})"]
    return wrong


def _read_checked(file: Any) -> tuple[gettext.GNUTranslations, list[str]]:
    catalogue = gettext.GNUTranslations(file)
    entries: dict[object, str] = catalogue._catalog  # type: ignore[attr-defined]
    wrong = []
    for key, words in entries.items():
        message = key[0] if isinstance(key, tuple) else key
        if not message:
            continue
        wanted, there = set(_NAME.findall(str(message))), set(_NAME.findall(words))
        # A plural's form may leave the number out, as in “one day ago”.
        if not there <= wanted or (wanted != there and not isinstance(key, tuple)):
            wrong.append(f"“{message}” has the names {sorted(wanted)}, its translation {sorted(there)}")
    return catalogue, wrong


def _find_catalogues(language: str) -> Iterator[str]:
    """Yield the catalogues that speak this language, best first: es_MX, then es; zh, then any of its regions."""
    code = language.replace("-", "_").partition(".")[0].partition("@")[0]
    base, _, rest = code.partition("_")
    base = base.lower()
    code = f"{base}_{rest.upper() if len(rest) == 2 else rest.title()}" if rest else base
    yield from dict.fromkeys((code, base))
    try:
        regions = sorted(path.name for path in find_asset("locale").iterdir())
    except OSError:
        return
    # Hans and Hant are read by different people: zh_TW must not get what zh_CN reads.
    if base != "zh" or code in ("zh", "zh_SG") or code.startswith("zh_Hans"):
        yield from (name for name in regions if name.startswith(f"{base}_"))


def _load_catalogue(language: str) -> tuple[str, gettext.NullTranslations]:
    """Load the catalogue for this language, with its code; English where there is none that can be used."""
    for code in _find_catalogues(language):
        if code == "en":
            break
        try:
            path = find_asset("locale", code, "LC_MESSAGES", f"{DOMAIN}.mo")
            with path.open("rb") as file:
                catalogue, wrong = _read_checked(file)
        except FileNotFoundError:
            continue
        except _UNREADABLE as error:
            log.error("The catalogue “%s” cannot be read (%s), and is not used.", code, type(error).__name__)
            continue
        if wrong:
            log.error("The catalogue “%s” is refused and not used: %s.", code, wrong[0])
            continue
        return code, catalogue
    return "en", gettext.NullTranslations()


def list_languages(*, unreviewed: bool) -> list[Language]:
    """List the languages to offer, English first. `unreviewed`: also those that are drafts."""
    return [_ENGLISH_ITSELF, *(each for each in _list_known().values() if each.reviewed or unreviewed)]


def _list_known() -> dict[str, Language]:
    """Collect by code every language that has a name in `languages.toml` and a catalogue that can be used."""
    return {code: language for code, language in _read_names().items() if _load_catalogue(code)[0] == code}


def _read_names() -> dict[str, Language]:
    import tomllib  # noqa: PLC0415  2 ms, where the list of languages is read

    try:
        table = tomllib.loads(find_asset("locale", "languages.toml").read_text(encoding="utf-8"))
        return {code: Language(code, str(each["name"]), each["reviewed"] is True) for code, each in table.items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.error("The list of languages cannot be used (%s). English is used.", type(error).__name__)
        return {}


def own_name(code: str) -> str:
    """Return what this language calls itself."""
    known = _ENGLISH_ITSELF if code in ("en", PSEUDO) else _read_names().get(code, _ENGLISH_ITSELF)
    return known.name


def choose_language(wanted: str, *, unreviewed: bool) -> str:
    """Choose the code of the language that the program will speak where `wanted` is asked for."""
    if wanted.replace("_", "-") == PSEUDO:
        return PSEUDO
    code, _ = _load_catalogue(wanted)
    if code == "en":
        return "en"
    language = _read_names().get(code)
    return code if language is not None and (language.reviewed or unreviewed) else "en"


_ACCENTS: Final = str.maketrans("aceinosuyzACEINOSUYZ", "áçéíñöšúýžÁÇÉÍÑÖŠÚÝŽ")


def _pseudolocalize(sentence: str) -> str:
    """Put the sentence into the pseudo-language. Its added letters come in words, as a translation's would."""
    parts = re.split(r"(\{[a-z_]+\})", sentence)
    accented = "".join(part if part.startswith("{") else part.translate(_ACCENTS) for part in parts)
    added = round(len(_NAME.sub("", sentence)) * (PSEUDO_LENGTH - 1))
    padding = " ".join("ñöñöñö"[: min(6, added - at)] for at in range(0, added, 7))
    return f"[{accented} {padding}]" if padding else f"[{accented}]"


class Words:
    """Says texts in one language."""

    def __init__(self, language: str) -> None:
        """Speak English where this language has no catalogue that can be used; `language` is what is spoken."""
        self._is_pseudo = language.replace("_", "-") == PSEUDO
        self.language, self._translations = (
            (PSEUDO, gettext.NullTranslations()) if self._is_pseudo else _load_catalogue(language)
        )
        self.right_to_left = self.language.partition("_")[0] in RIGHT_TO_LEFT

    def say(self, text: Text, values: Mapping[str, object] | None = None) -> str:
        """Say the sentence in this language with its values. A value that is itself a Text is said first."""
        if text.verbatim or not text.message:
            return text.message
        filled = {**(values or {}), **text.values}
        if text.plural:
            number = filled.get(text.count)
            number = number if isinstance(number, int) else 2
            sentence = self._translations.ngettext(text.message, text.plural, number)
        else:
            sentence = self._translations.gettext(text.message)
        if self._is_pseudo:
            sentence = _pseudolocalize(sentence)
        return _FORMAT.vformat(sentence, (), {name: self._value(value) for name, value in filled.items()})

    def _value(self, value: object) -> str:
        if isinstance(value, Text) and not value.verbatim:
            return self.say(value)
        # Digits and names keep their order in a sentence that runs the other way, and cannot turn the rest of it.
        words = _STEERING.sub("", value.message if isinstance(value, Text) else str(value))
        turns = self.right_to_left != bool(_TURNS.search(words))
        return f"{_ISOLATE}{words}{_END}" if turns and words else words

    def date(self, day: datetime.date) -> str:
        """Write out a day as this language does."""
        return self.say(DATE, {"month": MONTHS[day.month - 1], "day": day.day, "year": day.year})


ENGLISH = Words("en")
"""What support staff always get as well."""
