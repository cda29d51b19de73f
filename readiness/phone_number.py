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
