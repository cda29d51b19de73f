"""The numbers of a profile: everybody can dial them, and a call costs no more than usual."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.core.clinic import Clinic
from readiness.profile.numbers import wrong_numbers
from readiness.profile.phone_numbers import read_number
from readiness.profile.reader import number_in, read_profile
from readiness.profile.summary import describe_profile

US = ("911", "988", "112", "9-1-1", "617-555-0142", "+1 (617) 555-0142", "")
WORLD = (("GB", "999"), ("GB", "111"), ("AU", "000"), ("FR", "15"), ("DE", "116 117"), ("JP", "119"), ("CN", "110"))


@pytest.mark.parametrize(("region", "number"), [*(("US", each) for each in US), *WORLD])
@pytest.mark.parametrize("key", ["emergency_number", "relay_service"])
def test_short_numbers_and_whole_ones(key: str, region: str, number: str) -> None:
    assert list(wrong_numbers(Clinic(region=region, **{key: number}))) == []


@pytest.mark.parametrize(
    "number",
    [
        *(
            "**21*6175550142#",
            "*67911",
            "#31#911",
            "911#",
            "*#06#",
            "911,,1",
            "911;1",
            "1",
            "1234567",
            "-",
            "+",
            "+911",
        ),
        *("900-555-0142", "+44 906 802 0000", "٩١١", "９１１", "911\u202e", "9 1 1 or 112", "help"),
    ],
)
@pytest.mark.parametrize("key", ["emergency_number", "relay_service"])
def test_codes_and_dear_numbers_are_no_number_for_an_emergency(key: str, number: str) -> None:
    [(named, says)] = wrong_numbers(Clinic(**{key: number}))
    assert named == key
    assert "dialled" in says
    assert "711" in says or "911" in says


def test_a_dear_short_number_is_told_where_it_is_known() -> None:
    [(_, says)] = wrong_numbers(Clinic(region="FR", emergency_number="3200"))
    assert "costs more" in says


DEAR = [
    ("US", "1-900-234-5678", "premium"),
    ("GB", "0906 802 0000", "premium"),
    ("US", "+44 906 802 0000", "premium"),
    ("GB", "070 1234 5678", "follows a person"),
]
WORDS = ["Visit evil.example then 617-555-0142", "call 617-555-0142", "617-555-0142 (ask for Ann)", "６17-555-0142"]
SHARED = [("AU", "1300 22 4636"), ("AU", "13 11 26"), ("DE", "0180 5 123456"), ("FR", "0 820 20 30 40")]
CODES = ["**21*6175550142#", "*67 617-555-0142", "#31#617-555-0142", "617-555-0142,,9", "617-555-0142#"]


@pytest.mark.parametrize("key", ["visit_phone", "support_phone"])
@pytest.mark.parametrize(("region", "number", "says"), [*DEAR, *(("US", code, "digits alone") for code in CODES)])
def test_a_clinic_s_number_costs_no_more_than_a_call(key: str, region: str, number: str, says: str) -> None:
    [(named, told)] = wrong_numbers(Clinic(region=region, **{key: number}))
    assert named == key
    assert says in told


@pytest.mark.parametrize(
    ("region", "number"),
    [
        *(("US", each) for each in ("617-555-0142", "1-800-FLOWERS", "617-555-0142 ext. 5", "617-555-0142 #5")),
        *(("US", each) for each in ("+1.617.555.0142", "tel:+1-617-555-0142", "866-408-4669", "+49 30 901820")),
        *(("GB", "0300 123 1234"), ("ES", "900 123 456"), ("IN", "1800 11 4000"), ("FR", "0 809 12 34 56")),
    ],
)
def test_ordinary_numbers_are_read_as_before(region: str, number: str) -> None:
    assert list(wrong_numbers(Clinic(region=region, visit_phone=number))) == []


def test_a_dear_number_is_not_offered_where_the_profile_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text("[clinic]\nvisit_phone = '1-900-234-5678'\nnonsense = 1\n", encoding="utf-8")
    assert number_in(path) == ""


def test_what_a_patient_types_is_judged_as_before() -> None:
    assert read_number("1-900-234-5678", "US") is not None


@pytest.mark.parametrize("number", WORDS)
def test_a_number_is_no_sentence(number: str) -> None:
    [(named, told)] = wrong_numbers(Clinic(visit_phone=number))
    assert named == "visit_phone" and "holds words" in told


@pytest.mark.parametrize(("region", "number"), SHARED)
def test_a_number_whose_callers_pay_a_share_is_told_and_not_refused(region: str, number: str, tmp_path: Path) -> None:
    """In many countries it is what a clinic has: its patients must not lose it."""
    path = tmp_path / "p.toml"
    path.write_text(f'[clinic]\nregion = "{region}"\nvisit_phone = "{number}"\n', encoding="utf-8")
    assert any("callers pay a share" in line for line in describe_profile(read_profile(path)))
    path.write_text(f'[clinic]\nregion = "{region}"\nvisit_phone = "{number}"\nhours = 3\n', encoding="utf-8")
    assert number_in(path), "also where the profile cannot be used"


def test_a_number_abroad_is_told(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text('[clinic]\nvisit_phone = "+49 30 901820"\n', encoding="utf-8")
    assert any("abroad, +49" in line for line in describe_profile(read_profile(path)))
