"""`readiness support` and `readiness history` from outside, as staff use them on the phone."""

from __future__ import annotations

import csv
import json
import os
import re
from pathlib import Path

import pytest

from readiness.report.rendering import LocalizedReport
from readiness.terminal import main as command_line
from tests.places import DATA
from tests.reports import line, rendering, report
from tests.terminal.test_main import readiness

DARK = rendering(report(line("camera", "dark")))
GOOD = rendering(report())


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(DATA, str(tmp_path / "data"))
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The command line in this process: as fast as it gets."""
    code = command_line.main(arguments)
    out, errors = capsys.readouterr()
    return code, out, errors


def test_the_round_trip(tmp_path: Path) -> None:
    """What the demonstration saves, and its code alone, tell staff the same; both checks are kept."""
    saved = tmp_path / "r.json"
    data = str(tmp_path / "data")
    done = readiness("check", "--demo", "--unattended", "--save", str(saved), env={DATA: data})
    assert done.returncode == 0, done.stderr
    code = json.loads(saved.read_text(encoding="utf-8"))["code"]
    told = [readiness("support", what, env={DATA: data}) for what in (str(saved), code)]
    for each in told:
        assert each.returncode == 0
        assert "Verdict: ready." in each.stdout
        assert "DEMONSTRATION" in each.stdout
        assert "Good: Your video program, Your internet" in each.stdout
    listed = readiness("history", env={DATA: data})
    assert code in listed.stdout
    assert "demonstration" in listed.stdout


def test_a_result_that_could_not_be_saved_is_told_all_the_same(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(LocalizedReport, "save", full)
    code, out, errors = run(capsys, "check", "phone", "--demo", "--unattended", "--save", str(tmp_path / "r.json"))
    assert code == 0, "the exit code is the verdict's: a full disk does not make a computer unready"
    assert "No space left on device" in errors
    assert "Support code: " in out


def test_staff_read_causes_questions_steps_and_places(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "support", rendering(report(line("camera", "blocked"))).code)
    assert code == 0
    for heading in ("The patient saw:", "Likely causes", "Ask:", "Say next:", "Where it is (camera privacy):"):
        assert heading in out
    assert re.search(r"Windows: Settings > .*Camera", out)


def test_a_code_may_come_in_groups(capsys: pytest.CaptureFixture[str]) -> None:
    groups = DARK.code.split("-")
    code, out, _ = run(capsys, "support", *groups)
    assert code == 0
    assert f"Support code {DARK.code}" in out
    code, _, errors = run(capsys, "support", groups[0], groups[1], groups[2][:3], groups[3])
    assert code == 2
    assert "Look at group 3" in errors


def test_nothing_is_no_folder(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, errors = run(capsys, "support", "")
    assert code == 2
    assert "has 16 characters" in errors


@pytest.mark.parametrize("ending", ["txt", "html"])
def test_a_report_for_people_still_tells_its_code(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, ending: str
) -> None:
    saved = tmp_path / f"r.{ending}"
    DARK.save(saved)
    code, _, errors = run(capsys, "support", str(saved))
    assert code == 2
    assert f"readiness support {DARK.code}" in errors


def test_many_reports_in_one_file_are_to_be_counted(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    one, many = tmp_path / "one.ndjson", tmp_path / "many.ndjson"
    DARK.save(one)
    many.write_text(one.read_text(encoding="utf-8") * 3, encoding="utf-8")
    assert run(capsys, "support", str(one))[0] == 0
    code, _, errors = run(capsys, "support", str(many))
    assert code == 2
    assert "Count them with --summary" in errors


def test_a_wrong_code_names_the_group(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, errors = run(capsys, "support", "2WXV-KKYG-WZS0-0H9M")
    assert (code, out) == (2, "")
    assert "group 2" in errors
    assert len(errors.splitlines()) == 1


def test_one_wrong_character_is_put_right_and_asked_for_again(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "support", "2WXV-KKGY-WZS0-0H9N")
    assert code == 0
    assert "in group 4, character 4 is M, not N" in out
    assert "Ask for group 4 once more" in out


def test_what_is_understood_is_told_beside_what_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("{", encoding="utf-8")
    code, out, errors = run(capsys, "support", str(bad), DARK.code)
    assert code == 2
    assert "camera.dark" in out
    assert str(bad) in errors


def test_two_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tmp_path / "before.json"
    DARK.save(before)
    code, out, _ = run(capsys, "support", "--compare", str(before), GOOD.code)
    assert code == 0
    assert "dark (warn) → good (pass)" in out
    assert run(capsys, "support", "--compare", str(before))[0] == 2


def test_a_folder_is_counted_and_exported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for at in range(6):
        (DARK if at % 3 else GOOD).save(folder / f"{at}.json")
    table, lines = tmp_path / "counts.csv", tmp_path / "all.ndjson"
    code, out, errors = run(capsys, "support", str(folder), "--summary", "--csv", str(table), "--lines", str(lines))
    assert code == 0
    assert "6 reports" in out
    assert "Saved as" in errors
    rows = {row["finding"]: row for row in csv.DictReader(table.open(encoding="utf-8"))}
    assert rows["camera.dark"]["main"] == "4"
    assert [json.loads(each)["verdict"] for each in lines.read_text(encoding="utf-8").splitlines()].count("ready") == 2
    # the lines are read again as they are, and may go through a pipe
    code, out, errors = run(capsys, "support", str(lines), "--csv", "-")
    assert code == 0
    assert list(csv.DictReader(out.splitlines())) == list(rows.values())
    code, out, _ = run(capsys, "support", str(folder), "--lines", "-")
    assert len(out.splitlines()) == 6


@pytest.mark.parametrize("option", ["--csv", "--lines"])
def test_an_export_that_cannot_be_written(option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved = tmp_path / "r.json"
    GOOD.save(saved)
    code, _, errors = run(capsys, "support", str(saved), option, str(tmp_path / "no" / "such" / "folder.csv"))
    assert code == 2
    assert "cannot be written" in errors


def test_no_report_among_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, errors = run(capsys, "support", str(tmp_path), "--summary", "--lines", str(tmp_path / "x.ndjson"))
    assert (code, out) == (2, "")
    assert "no report among them" in errors
    assert not (tmp_path / "x.ndjson").exists()


def test_support_wants_something(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "support")[0] == 2


# ---- history


def keep(*made: object) -> None:
    from readiness.support import history

    for each in made:
        history.keep_report(each.as_json())  # type: ignore[attr-defined]


def test_history_lists_opens_compares_and_deletes(capsys: pytest.CaptureFixture[str]) -> None:
    assert "no reports on this computer yet" in run(capsys, "history")[1]
    keep(DARK, GOOD)
    code, out, _ = run(capsys, "history")
    assert code == 0
    assert re.search(r"^  1 .*  ready  .*" + GOOD.code, out, re.M)
    assert re.search(r"^  2 .*  ready, with advice .*" + DARK.code, out, re.M)
    assert "camera.dark" in run(capsys, "history", "2")[1]
    assert "dark (warn) → good (pass)" in run(capsys, "history", "--compare")[1]
    assert "dark (warn) → good (pass)" in run(capsys, "history", "--compare", "1", "2")[1]
    code, _, errors = run(capsys, "history", "3")
    assert code == 2
    assert "The list has 2" in errors
    assert run(capsys, "history", "two")[0] == 2


def test_deleting_is_said_twice(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from readiness.support import history

    keep(DARK)
    with Path(os.devnull).open(encoding="utf-8") as nobody:
        monkeypatch.setattr("sys.stdin", nobody)
        code, _, errors = run(capsys, "history", "--delete-all")
    assert code == 2
    assert "--yes" in errors
    assert len(history.list_entries()) == 1
    assert run(capsys, "history", "--delete-all", "--yes")[:2] == (0, "1 report deleted.\n")
    assert history.list_entries() == []


def test_a_broken_report_in_the_list_is_listed_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    from readiness.support import history

    keep(DARK)
    history.list_entries()[0].path.write_text("{", encoding="utf-8")
    code, out, _ = run(capsys, "history")
    assert code == 0
    assert "cannot be read" in out
    assert run(capsys, "history", "1")[0] == 2


def test_a_check_whose_result_cannot_be_kept_still_tells_it(tmp_path: Path) -> None:
    in_the_way = tmp_path / "data"
    in_the_way.write_text("a file where the folder should be", encoding="utf-8")
    done = readiness("check", "phone", "--unattended", env={DATA: str(in_the_way)})
    assert done.returncode == 0
    assert "Support code" in done.stdout
    assert "could not be added to the list" in done.stderr
