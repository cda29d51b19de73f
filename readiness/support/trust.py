"""Whether a report's own verdict is to be believed: it may say less than its findings, never more."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from readiness import __version__
from readiness.machine.versions import older
from readiness.model import REQUIRED, TIPS
from readiness.results import Overall
from readiness.support.evidence import PHONE_AS_NOT_NEEDED, Evidence, known_codes

UNREADABLE: Final = "A part of this report cannot be read; what can be read follows."
TWICE: Final = "A tip is in it twice; the first one counts."
_DAMAGES: Final = (UNREADABLE, TWICE)
"""What leaves open whether all is well that such a report calls well."""
_SEVERITY: Final = (
    *(Overall.READY, Overall.READY_WITH_ADVICE, Overall.BY_PHONE, Overall.COULD_NOT_CHECK, Overall.NOT_READY),
)
"""How much each verdict promises, the most first. A visit by phone promises nothing about video."""


def settle_verdict(said: Overall | None, seen: Evidence) -> Evidence:
    """The same evidence with the verdict that counts, and a note where that is not the one that the report says."""
    if said is None:
        note = "Its own verdict is not one that this version knows; it is judged by its findings."
        seen = replace(seen, notes=(*seen.notes, note))
    promising = _SEVERITY[:2]
    damaged = any(note in _DAMAGES for note in seen.notes) and seen.verdict in promising
    if damaged and (said is None or said in promising):
        return replace(seen, said_verdict=Overall.COULD_NOT_CHECK)
    if said is None or not _is_too_good(said, seen):
        return replace(seen, said_verdict=said)
    return replace(seen, notes=(*seen.notes, _doubt(said, seen)))


def _is_too_good(said: Overall, seen: Evidence) -> bool:
    """Does a report promise more than its findings allow? One of a newer version may have findings not known here."""
    if said is Overall.BY_PHONE:
        return False
    known = known_codes()
    told = all(f"{tip}.{each.names[0]}" in known for tip, each in seen.tips.items())
    return (told or not older(__version__, seen.version)) and _SEVERITY.index(said) < _SEVERITY.index(seen.verdict)


def _doubt(said: Overall, seen: Evidence) -> str:
    """What to say of a verdict that does not count."""
    if seen.verdict is Overall.BY_PHONE:
        return f"The report says “{said}” for a visit by phone, as version {PHONE_AS_NOT_NEEDED} did."
    without = [tip for tip in TIPS if tip in REQUIRED and tip in seen.tips and seen.tips[tip].names[0] == "not-needed"]
    if without and said is Overall.READY and seen.verdict is Overall.READY_WITH_ADVICE:
        return f"The report says “{said}”; that is without: {', '.join(without)}."
    return f"The report says “{said}”, but its findings do not: they count. It may have been changed."
