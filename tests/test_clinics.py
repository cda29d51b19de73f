"""docs/clinics.md: what it shows a clinic to type is run as it stands there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest

from tests.reports import line, rendering, report

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs/clinics.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", PAGE, re.S)


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """reports.ndjson in the present folder, as `readiness support --lines` writes it."""
    made = [rendering(report(line("camera", "dark"), line("internet", "slow-up", reading={"up_mbps": 0.4})))] * 3
    made += [rendering(report(line("camera", "covered"))), rendering(report(demo=True))]
    path = tmp_path / "reports.ndjson"
    path.write_text("".join(each.as_line() for each in made), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return path


def test_the_page_shows_queries() -> None:
    assert len(QUERIES) >= 2


def test_the_counts_are_right(reports: Path) -> None:
    with duckdb.connect() as database:
        rows = database.sql(QUERIES[0]).fetchall()
    assert ("camera.dark", "warn", 3) in rows
    assert ("camera.covered", "fail", 1) in rows
    assert not any(verdict == "pass" for _, verdict, _ in rows)
    assert sum(1 for each in reports.read_text(encoding="utf-8").splitlines() if json.loads(each)["demo"]) == 1


@pytest.mark.parametrize("number", range(len(QUERIES)))
def test_every_query_runs(number: int, reports: Path) -> None:
    assert reports.exists()
    with duckdb.connect() as database:
        assert database.sql(QUERIES[number]).fetchall()
