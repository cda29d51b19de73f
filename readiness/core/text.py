"""Sentences before they are in anybody's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Text:
    """A whole sentence to be said in the patient's language.

    `message` is the English sentence and the catalogue's key, with `{names}` for values; `values` fills
    them. `plural` with `count` (the name of the counting value) chooses the form by number. Words that
    come from a profile, a device or a server are `verbatim`: neither translated nor filled in.
    """

    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str = ""
    count: str = ""
    verbatim: bool = False

    def having(self, values: Mapping[str, object]) -> Text:
        """Return the sentence with these values put in; values it already has are kept."""
        return replace(self, values={**values, **self.values})
