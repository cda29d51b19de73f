"""Whether a report's own verdict is to be believed: it may say less than its findings and its code, never more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Final

from readiness import __version__
from readiness.core.question import Answer
from readiness.core.tip_list import REQUIRED, TIPS
from readiness.core.verdict import BY_PHONE, Overall, Verdict
from readiness.machine.versions import is_older
from readiness.report.support_code import FORMAT, NEWER, CodeError, decode
from readiness.support.evidence import PHONE_AS_NOT_NEEDED, Evidence, Seen, known_codes, of_code

UNREADABLE: Final = "A part of this report cannot be read; what can be read follows."
TWICE: Final = "A tip is in it twice; the first one counts."
FROM_NEWER: Final = (
    "Some findings come from a newer version: they are not judged here. Please update this program; what can be read "
    "follows."
)
NOT_OF_ITS_VERSION: Final = (
    "It holds findings that its version does not have: it may have been changed. Please update this program to be sure."
)
DENIED: Final = "Its answers say otherwise than its findings: the worse counts. It may have been changed."
NO_SUCH_WISH: Final = "It says “by phone”, but its findings do not. It may have been changed: ask the patient."
NO_CODE: Final = "The support code in it is none. It may have been changed: ask the patient to read it out."
CODE_FROM_NEWER: Final = (
    "The support code in it comes from a newer version and was not compared with the rest. Please update this program."
)
_DAMAGES: Final = (UNREADABLE, TWICE, FROM_NEWER, NOT_OF_ITS_VERSION)
"""What leaves open whether all is well that such a report calls well."""
_SEVERITY: Final = (
    *(Overall.READY, Overall.READY_WITH_ADVICE, Overall.BY_PHONE, Overall.COULD_NOT_CHECK, Overall.NOT_READY),
)
"""How much each verdict promises, the most first. A visit by phone promises nothing about video."""
_PROMISING: Final = _SEVERITY[:2]
_DENIALS: Final = {("sound", "heard-chime"): "not-heard"}
"""Which findings a No to a tip's question has to bring about (readiness/tips/sound/rule.py)."""


def settle_verdict(said: Overall | None, seen: Evidence) -> Evidence:
    """Give the evidence the verdict that counts, and notes where that is not the one that the report says.

    It is the worst of what the report says, what its known findings and answers come to, and what its support code
    says. Whatever cannot be read or judged here leaves the whole unjudged: it never makes it better.
    """
    notes = list(seen.notes)
    found = _only_known(seen).verdict
    if said is None:
        notes.append("Its own verdict is not one that this version knows; it is judged by its findings.")
        counts = found
    elif said is Overall.BY_PHONE and not _tells_by_phone(seen):
        notes += [] if is_older(__version__, seen.version) else [NO_SUCH_WISH]
        counts = said  # which promises nothing about video
    elif said is not Overall.BY_PHONE and (counts := _worse(said, found)) is not said:
        notes.append(_doubt(said, found, seen))
    else:
        counts = said
    if any(_is_denied(each) for each in seen.tips.values()) and counts in _PROMISING:
        notes.append(DENIED)
        counts = Overall.NOT_READY
    if _holds_unknown(seen):
        notes.append(FROM_NEWER if is_older(__version__, seen.version) else NOT_OF_ITS_VERSION)
    if any(note in _DAMAGES for note in notes) and counts in _PROMISING:
        counts = Overall.COULD_NOT_CHECK
    settled = replace(seen, said_verdict=counts, notes=tuple(dict.fromkeys(notes)))
    return _settle_with_code(settled, seen.code)


def _tells_by_phone(seen: Evidence) -> bool:
    """Tell whether the internet's line, if there is one, says so, too (`core.report.join_by_phone` puts it there)."""
    return "internet" not in seen.tips or BY_PHONE in seen.tips["internet"].names


def _worse(one: Overall, other: Overall) -> Overall:
    return max(one, other, key=_SEVERITY.index)


def _settle_with_code(seen: Evidence, code: str) -> Evidence:
    """Compare with what the report's own support code says: the worse counts, and staff are told."""
    try:
        decoded = decode(code)
    except CodeError:
        return seen if not code else replace(seen, notes=(*seen.notes, NO_CODE))
    if decoded.format > FORMAT:
        return replace(seen, notes=(*seen.notes, CODE_FROM_NEWER))
    told = of_code(decoded)
    ways = list(_contradictions(seen, told))
    if not ways:
        return seen
    assert seen.said_verdict is not None
    by_code = _only_known(told).verdict
    counts = seen.said_verdict if seen.said_verdict is Overall.BY_PHONE else _worse(seen.said_verdict, by_code)
    note = (
        f"Its support code says otherwise ({', '.join(ways)}): the worse counts. It may have been changed. Ask the "
        "patient to read the code from their own screen."
    )
    return replace(seen, said_verdict=counts, notes=(*seen.notes, note), demo=seen.demo or told.demo)


def _contradictions(seen: Evidence, told: Evidence) -> Iterator[str]:
    """Yield what the code holds otherwise than the report: findings by their codes, then what is said of the whole."""
    for tip in TIPS:
        names = seen.tips[tip].names if tip in seen.tips else ()
        in_code = told.tips[tip].names if tip in told.tips else ()
        if bool(names) != bool(in_code) or not _agree(tip, names, in_code):
            yield f"{tip}.{in_code[0]}" if in_code else f"nothing of {tip}"
    if told.version and told.version != seen.version:
        yield f"version {told.version}"
    if told.by_phone != seen.by_phone:
        yield "a visit by phone" if told.by_phone else "a visit by video"
    if told.demo != seen.demo:
        yield "a demonstration" if told.demo else "no demonstration"


def _agree(tip: str, names: tuple[str, ...], in_code: tuple[str, ...]) -> bool:
    """Tell whether these findings could make this part of a code: the main one, and for sound the speaker's, too."""
    if NEWER in in_code or not names:
        return True
    if tip == "sound":
        return set(in_code) - {"good"} <= set(names) and ("good" in names or in_code != ("good",))
    return in_code[0] == names[0] or (names[0] == BY_PHONE and in_code[0] in names)


@cache
def _known_names(tip: str) -> frozenset[str]:
    return frozenset(code.removeprefix(f"{tip}.") for code in known_codes() if code.startswith(f"{tip}."))


def _holds_unknown(seen: Evidence) -> bool:
    return any(not _known_names(tip).issuperset(each.names) for tip, each in seen.tips.items())


def _only_known(seen: Evidence) -> Evidence:
    """Drop the findings that this version does not know, and what the report says of the whole."""
    kept: Mapping[str, tuple[str, ...]] = {
        tip: tuple(name for name in each.names if name in _known_names(tip)) for tip, each in seen.tips.items()
    }
    tips = {tip: replace(seen.tips[tip], names=names) for tip, names in kept.items() if names}
    return replace(seen, tips=tips, said_verdict=None)


def _is_denied(seen: Seen) -> bool:
    """Tell whether it is called good though the person said No to what would prove it."""
    good = seen.verdict in (Verdict.PASS, Verdict.WARN)
    return good and any(
        seen.answers.get(question) == Answer.NO and name not in seen.names
        for (tip, question), name in _DENIALS.items()
        if tip == seen.tip
    )


def _doubt(said: Overall, found: Overall, seen: Evidence) -> str:
    """Word the note on a verdict that does not count."""
    if found is Overall.BY_PHONE:
        return f"The report says “{said}” for a visit by phone, as version {PHONE_AS_NOT_NEEDED} did."
    without = [tip for tip in TIPS if tip in REQUIRED and tip in seen.tips and seen.tips[tip].names[0] == "not-needed"]
    if without and said is Overall.READY and found is Overall.READY_WITH_ADVICE:
        return f"The report says “{said}”; that is without: {', '.join(without)}."
    return f"The report says “{said}”, but its findings do not: they count. It may have been changed."
