"""Telephone numbers: read as people type them, shown as people dial them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number that can be called. `shown` is for people, `link` for a `tel:` address."""

    shown: str
    link: str


def is_region(region: str) -> bool:
    """Is this a country (ISO 3166) whose telephone numbers are known?"""
    import phonenumbers

    return region in phonenumbers.SUPPORTED_REGIONS


def read_number(typed: str, region: str) -> PhoneNumber | None:
    """The number that was typed, or None where nobody could call it.

    `region` (ISO 3166) is where a number without a country code is dialled.
    """
    import phonenumbers

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
    import phonenumbers
    from phonenumbers import PhoneNumberType

    kinds = {
        PhoneNumberType.PREMIUM_RATE: "a premium-rate number",
        PhoneNumberType.PERSONAL_NUMBER: "a number that follows a person around, at the caller's cost",
        PhoneNumberType.PAGER: "a pager's number, which nobody answers",
    }
    return kinds.get(phonenumbers.number_type(phonenumbers.parse(typed, region)), "")


def find_note(typed: str, region: str) -> str:
    """Tell what a clinic should know about the cost of this valid number; empty where there is nothing.

    Many countries' usual numbers of businesses are such: Australia's 13 and 1300, Brazil's 4003, France's 0 820.
    """
    import phonenumbers

    number = phonenumbers.parse(typed, region)
    if phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.SHARED_COST:
        return "callers pay a share"
    here = phonenumbers.country_code_for_region(region)
    return "" if number.country_code == here else f"a number abroad, +{number.country_code}"


def is_dear_code(digits: str, region: str) -> bool:
    """Does a call of this short number cost more than a usual one, as far as is known?"""
    from phonenumbers import PhoneNumber as Number
    from phonenumbers import country_code_for_region, shortnumberinfo

    number = Number(country_code=country_code_for_region(region), national_number=int(digits))
    cost = shortnumberinfo.expected_cost_for_region(number, region)
    return bool(cost == shortnumberinfo.ShortNumberCost.PREMIUM_RATE)
