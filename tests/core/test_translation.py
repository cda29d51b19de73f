"""The catalogues: whole, in step with the source, and refused where they would say something else."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from readiness.core import translation as texts
from readiness.core.text import Text
from readiness.core.translation import (
    DOMAIN,
    ENGLISH,
    MONTHS,
    PSEUDO,
    PSEUDO_LENGTH,
    Words,
    choose_language,
    find_catalogue_faults,
    list_languages,
    own_name,
)
from scripts import catalogues

HELLO = Text("Call {number} now.")
Make = Callable[..., Path]
Said = dict[str | tuple[str, str], str | tuple[str, ...]]


@pytest.fixture
def locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """A folder of catalogues of our own making, in place of the program's."""

    def asset(*parts: str) -> Path:
        path = tmp_path.joinpath(*parts)
        if not path.exists():
            raise FileNotFoundError(path)
        return path

    def make(language: str, messages: Said, reviewed: bool = True) -> Path:
        catalog = Catalog(locale=language)
        for message, words in messages.items():
            catalog.add(message, words)
        path = tmp_path / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
        path.parent.mkdir(parents=True)
        with path.open("wb") as file:
            write_mo(file, catalog)
        with (tmp_path / "locale" / "languages.toml").open("a", encoding="utf-8") as file:
            file.write(f'[{language}]\nname = "{language} itself"\nreviewed = {str(reviewed).lower()}\n')
        return path

    monkeypatch.setattr(texts, "find_asset", asset)
    return make


# ---- the program's own


def test_spanish_lacks_nothing() -> None:
    lacking = [message.id for message in catalogues.missing(catalogues.read("es"))]
    assert lacking == [], "run `make catalogues`, then translate these in assets/locale/es/LC_MESSAGES/readiness.po"


@pytest.mark.parametrize("language", catalogues.languages())
def test_what_the_program_reads_is_what_translators_wrote(language: str) -> None:
    made = catalogues.place(language, ".mo")
    assert find_catalogue_faults(made) == []
    assert made.read_bytes() == catalogues.compiled(language), "run `make catalogues`"
    assert Words(language).language == language


def test_every_sentence_is_whole_in_the_source(tmp_path: Path) -> None:
    assert len(catalogues.said()) > 400
    source = catalogues.SOURCE / "tips" / "phone" / "findings.py"
    assert any(text.file.endswith("tips/phone/findings.py") for text in catalogues._texts(source))
    torn = tmp_path / "torn.py"
    torn.write_text('name = input()\nText(f"Hello {name}")\n', encoding="utf-8")
    with pytest.raises(catalogues.NotWhole, match=r"torn\.py:2"):
        list(catalogues._texts(torn, tmp_path))


def test_the_source_is_read_as_python_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "said.py"
    file.write_text(
        'PART = "Down {down}. "\n'
        'A = Text(PART + "More." " And more.")\n'
        'B = Text("{days} day", plural="{days} days", count="days")\n'
        "C = Text(name, verbatim=True)\n"
        'D = Finding("x.y", Verdict.PASS, Text("Good"), (), Text("For them"))\n',
        encoding="utf-8",
    )
    found = [(text.message, text.plural, text.staff) for text in catalogues._texts(file, tmp_path)]
    assert sorted(found) == [
        ("Down {down}. More. And more.", "", False),
        ("For them", "", True),
        ("Good", "", False),
        ("{days} day", "{days} days", False),
    ]


# ---- what is offered


def test_drafts_are_offered_only_where_the_clinic_says_so() -> None:
    assert [each.code for each in list_languages(unreviewed=False)] == ["en", "es"]
    assert [each.code for each in list_languages(unreviewed=True)] == ["en", "es", "ar", "zh_CN"]
    assert choose_language("ar", unreviewed=False) == "en"
    assert choose_language("ar_EG", unreviewed=True) == "ar"
    assert own_name("ar") == "العربية"


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        *(("es", "es"), ("es_MX", "es"), ("es-419", "es"), ("es_ES@euro", "es"), ("zh", "zh_CN"), ("zh-Hans", "zh_CN")),
        *(("zh_TW", "en"), ("xx", "en"), ("", "en"), ("en_GB", "en"), ("../es", "en"), ("en_XA", PSEUDO)),
    ],
)
def test_the_nearest_language_is_spoken(asked: str, spoken: str) -> None:
    assert choose_language(asked, unreviewed=True) == spoken


# ---- what is refused


def refused(language: str, caplog: pytest.LogCaptureFixture) -> str:
    """What is said about the language that cannot be used; English is spoken instead."""
    caplog.clear()
    with caplog.at_level(logging.ERROR):
        words = Words(language)
    assert words.language == "en"
    assert words.say(HELLO, {"number": "911"}) == "Call 911 now."
    assert list_languages(unreviewed=True)[0].code == "en"
    assert [each.code for each in list_languages(unreviewed=True)] == ["en"]
    return caplog.records[0].getMessage()


@pytest.mark.parametrize("words", ["Llame ahora.", "Llame al {numero}.", "Llame al {number} {extra}."])
def test_a_catalogue_whose_names_differ_is_refused(words: str, locale: Make, caplog: pytest.LogCaptureFixture) -> None:
    locale("es", {HELLO.message: words, "Ready": "Listo"})
    message = refused("es", caplog)
    assert "“es” is refused" in message
    assert HELLO.message in message
    assert Words("es").say(Text("Ready")) == "Ready"


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_broken_catalogue_is_told_and_english_is_spoken(
    damage: bytes | None, locale: Make, caplog: pytest.LogCaptureFixture
) -> None:
    path = locale("es", {HELLO.message: "Llame al {number} ahora."})
    path.write_bytes(path.read_bytes()[:-8] if damage is None else damage)
    assert "cannot be read" in refused("es", caplog)


def test_a_broken_list_of_languages_leaves_english(locale: Make, caplog: pytest.LogCaptureFixture) -> None:
    path = locale("es", {HELLO.message: "Llame al {number} ahora."})
    (path.parents[2] / "languages.toml").write_text("[es\n", encoding="utf-8")
    assert [each.code for each in list_languages(unreviewed=True)] == ["en"]
    assert choose_language("es", unreviewed=True) == "en"
    assert "list of languages" in caplog.text


def test_a_plural_may_leave_its_number_out(locale: Make) -> None:
    days = Text("{days} day ago", plural="{days} days ago", count="days")
    locale("es", {(days.message, days.plural): ("hace un día", "hace {days} días")})
    assert [Words("es").say(days, {"days": n}) for n in (1, 3)] == ["hace un día", "hace 3 días"]


def test_what_a_draft_lacks_is_said_in_english(locale: Make) -> None:
    locale("es", {HELLO.message: "Llame al {number} ahora."})
    assert Words("es").say(Text("Nobody translated this.")) == "Nobody translated this."


# ---- directions, dates, the pseudo-language


def test_digits_keep_their_order_in_a_sentence_from_right_to_left() -> None:
    said = Words("ar").say(Text("You can always call: {number}"), {"number": "(617) 555-0142"})
    assert "\u2068(617) 555-0142\u2069" in said
    assert Words("ar").right_to_left
    assert not ENGLISH.right_to_left


def test_a_name_that_runs_the_other_way_turns_nothing_but_itself() -> None:
    assert ENGLISH.say(HELLO, {"number": "مستشفى"}) == "Call \u2068مستشفى\u2069 now."
    assert ENGLISH.say(HELLO, {"number": "\u202e\u2069evil"}) == "Call evil now."
    assert ENGLISH.say(HELLO, {"number": "Sample Clinic"}) == "Call Sample Clinic now."


@pytest.mark.parametrize(("language", "known_as"), [("en", "en_US"), ("es", "es_US"), ("ar", "ar"), ("zh_CN", "zh_CN")])
def test_dates_are_as_the_language_writes_them(language: str, known_as: str) -> None:
    words = Words(language)
    for month in range(1, 13):
        day = datetime.date(2026, month, 23)
        ours = words.date(day).replace("\u2068", "").replace("\u2069", "")
        assert ours == format_date(day, "long", locale=known_as)
    assert len(MONTHS) == 12


def test_the_pseudo_language_is_so_much_longer_and_keeps_every_name() -> None:
    words = Words(PSEUDO)
    for text in catalogues.said():
        said = words.say(Text(text.message))
        plain, longer = (len(texts._NAME.sub("", each)) for each in (text.message, said))
        assert longer >= PSEUDO_LENGTH * plain
        assert set(texts._NAME.findall(said)) == set(texts._NAME.findall(text.message))
