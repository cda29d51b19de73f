"""The telephone numbers of a clinic's profile: everybody can dial them, at the usual rate of a call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from readiness.core.clinic import Clinic
from readiness.profile.addresses import shorten_words
from readiness.profile.phone_numbers import find_cost, is_dear_code, is_region, read_number

_CODE: Final = "[0-9]{2,6}"
"""Short numbers: 2 (France's 15) to 6 digits (Europe's 116 117); ITU-T E.164, E.129 and E.161.1 have none longer."""
_WRITTEN: Final = r"(tel:)?[0-9A-Z+()./\s\u2010-\u2013-]+(( ?x| ?ext\.?| #) ?[0-9]{1,8})?"
"""Digits as people group them; capitals for those who know a number by a word (1-800-FLOWERS)."""
_SHORT: Final = (("emergency_number", "911"), ("relay_service", "711"))


def wrong_numbers(clinic: Clinic) -> Iterator[tuple[str, str]]:
    """Find each number that cannot be used: its key, and what is wrong with it."""
    # What nobody has changed need not be looked up: the library that knows all the world's numbers is a large one.
    if clinic.region != Clinic().region and not is_region(clinic.region):
        yield "region", "This must be a country's two capital letters, as in US."
        return
    for key in ("visit_phone", "support_phone"):
        number = getattr(clinic, key)
        if number and (wrong := _wrong_number(number, clinic.region)):
            yield key, wrong
    for key, usual in _SHORT:
        number = getattr(clinic, key)
        if number and number != usual and (wrong := _wrong_short(number, clinic.region, usual)):
            yield key, wrong


def _wrong_number(number: str, region: str) -> str:
    shown = shorten_words(number)
    if re.search(r"[*,;]|^\s*#|#\s*$", number):  # services of the line (forwarding: **21*…#), pauses and what follows
        return f"“{shown}” holds more than a number. Write its digits alone."
    if not re.fullmatch(_WRITTEN, number):
        return f"“{shown}” holds words. Write its digits alone, and an extension as x 123."
    if read_number(number, region) is None:
        return f"“{shown}” is not a telephone number in {region}."
    cost = find_cost(number, region)
    return f"“{shown}” is {cost}. Name one that patients can call at the usual rate." if cost else ""


def _wrong_short(number: str, region: str, usual: str) -> str:
    shown = shorten_words(number)
    cure = f"Write {usual}, another short number of digits alone, or a whole telephone number."
    digits = re.sub("[ -]", "", number)
    if re.fullmatch(_CODE, digits) and re.fullmatch("[0-9][0-9 -]*[0-9]", number):
        dear = is_dear_code(digits, region)
        return f"“{shown}” costs more than a usual call. {cure}" if dear else ""
    if not re.fullmatch("[0-9+() .-]*", number) or _wrong_number(number, region):
        return f"“{shown}” is not a number that can be dialled by everybody. {cure}"
    return ""
