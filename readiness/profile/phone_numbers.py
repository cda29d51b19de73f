"""Telephone numbers: read as people type them, shown as people dial them."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number that can be called. `shown` is for people, `link` for a `tel:` address."""

    shown: str
    link: str


def _load_numbers() -> ModuleType:
    import phonenumbers  # noqa: PLC0415  14 ms, where there is a number

    return phonenumbers


def is_region(region: str) -> bool:
    """Tell whether this is a country (ISO 3166) whose telephone numbers are known."""
    return region in _load_numbers().SUPPORTED_REGIONS


def read_number(typed: str, region: str) -> PhoneNumber | None:
    """Read the number that was typed, or None where nobody could call it.

    `region` (ISO 3166) is where a number without a country code is dialled.
    """
    phonenumbers = _load_numbers()
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    home = phonenumbers.country_code_for_region(region) == number.country_code
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return PhoneNumber(
        phonenumbers.format_number(number, style),
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966),
    )


def find_cost(typed: str, region: str) -> str:
    """Tell what makes calling this valid number dearer than a usual call; empty where nothing does.

    By the library's lists of each country's numbers, which are made of what its regulator publishes.
    """
    phonenumbers = _load_numbers()
    kind = phonenumbers.PhoneNumberType
    kinds = {
        kind.PREMIUM_RATE: "a premium-rate number",
        kind.PERSONAL_NUMBER: "a number that follows a person around, at the caller's cost",
        kind.PAGER: "a pager's number, which nobody answers",
    }
    return kinds.get(phonenumbers.number_type(phonenumbers.parse(typed, region)), "")


def find_note(typed: str, region: str) -> str:
    """Tell what a clinic should know about the cost of this valid number; empty where there is nothing.

    Many countries' usual numbers of businesses are such: Australia's 13 and 1300, Brazil's 4003, France's 0 820.
    """
    phonenumbers = _load_numbers()
    number = phonenumbers.parse(typed, region)
    if phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.SHARED_COST:
        return "callers pay a share"
    here = phonenumbers.country_code_for_region(region)
    return "" if number.country_code == here else f"a number abroad, +{number.country_code}"


def is_dear_code(digits: str, region: str) -> bool:
    """Tell whether a call to this short number costs more than a usual one, as far as is known."""
    phonenumbers = _load_numbers()
    country = phonenumbers.country_code_for_region(region)
    number = phonenumbers.PhoneNumber(country_code=country, national_number=int(digits))
    cost = phonenumbers.expected_cost_for_region(number, region)
    return bool(cost == phonenumbers.ShortNumberCost.PREMIUM_RATE)
