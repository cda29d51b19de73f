"""Text into words: gettext catalogues, values put in, English for whoever has no catalogue."""

from __future__ import annotations

import gettext
import locale
import os
import string
from collections.abc import Mapping

from readiness.assets import asset
from readiness.model import Text

DOMAIN = "readiness"


class _Plain(string.Formatter):
    """Fills {names} only: no attributes, no indexes, so that a value can never reach further than itself."""

    def get_field(self, field_name: str, args: object, kwargs: object) -> tuple[object, str]:
        assert isinstance(kwargs, Mapping)
        return kwargs.get(field_name, "{" + field_name + "}"), field_name


_FORMAT = _Plain()


def system_language() -> str:
    """The language that the system speaks, as a code like "es" or "zh_CN"; "en" where it does not say."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").partition(".")[0]
        if value:
            return "en" if value in ("C", "POSIX") else value
    return locale.getlocale()[0] or "en"


class Words:
    """Says texts in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        try:
            folder = str(asset("locale"))
        except FileNotFoundError:
            folder = os.devnull
        self._catalogue: gettext.NullTranslations = gettext.translation(
            DOMAIN, folder, languages=[language, language.partition("_")[0].partition("-")[0]], fallback=True
        )

    def say(self, text: Text, values: Mapping[str, object] | None = None) -> str:
        """The sentence in this language with its values. A value that is itself a Text is said first."""
        if text.verbatim or not text.message:
            return text.message
        filled = {**(values or {}), **text.values}
        if text.plural:
            number = filled.get(text.count)
            sentence = self._catalogue.ngettext(text.message, text.plural, number if isinstance(number, int) else 2)
        else:
            sentence = self._catalogue.gettext(text.message)
        return _FORMAT.vformat(
            sentence, (), {name: self.say(v) if isinstance(v, Text) else v for name, v in filled.items()}
        )


ENGLISH = Words("en")
"""What support staff always get as well."""
