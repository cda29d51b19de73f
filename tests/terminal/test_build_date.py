"""What an old program says of itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bundle import contents
from readiness import __version__
from readiness.core import assets
from readiness.terminal.build_date import FILE, describe_version, read_build_date
from tests.terminal.test_main import readiness

BUILT = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("today", "age"),
    [
        (date(2026, 3, 1), "Built on 2026-03-01, today."),
        (date(2026, 3, 2), "Built on 2026-03-01, yesterday."),
        (date(2028, 3, 1), "Built on 2026-03-01, 731 days ago."),
        (date(2026, 2, 28), "This computer's clock says 2026-02-28, which is earlier. Please correct it."),
    ],
)
def test_its_age_by_this_computers_clock(today: date, age: str) -> None:
    first, second = describe_version(BUILT, today).splitlines()
    assert first == f"readiness {__version__}"
    assert age in second


def test_a_checkout_has_no_age() -> None:
    done = readiness("--version")
    assert (done.returncode, done.stdout) == (0, f"readiness {__version__}\n")


def test_the_day_that_the_build_writes_is_the_day_that_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also the day that whoever builds anew names: https://reproducible-builds.org/specs/source-date-epoch/."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772323200")
    [(written, folder)] = contents.build_date(tmp_path)
    assert (folder, Path(written).name) == ("assets", FILE)
    monkeypatch.setattr(assets, "_PLACES", (tmp_path,))
    assert read_build_date() == BUILT


@pytest.mark.parametrize("damaged", ["", "soon", "2026-13-01", "é"])
def test_a_damaged_day_is_none(damaged: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / FILE).write_text(damaged, encoding="utf-8")
    monkeypatch.setattr(assets, "_PLACES", (tmp_path,))
    assert read_build_date() is None
