"""How the suite is run: what fails once and passes by itself is told by name, what fails twice has failed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.run import MOST_AGAIN, run_part

ONCE = """
from pathlib import Path
import pytest
@pytest.mark.parametrize("number", range({number}))
def test_it(number):
    mark = Path(__file__).with_name(f"been here {{number}}")
    first = not mark.exists()
    mark.touch()
    assert not ({fails})
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty project."""
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("number", "fails", "expected"),
    [
        (2, "False", (0, False)),
        (2, "first", (0, True)),
        (2, "True", (1, False)),
        (MOST_AGAIN, "first and number", (0, True)),
        (MOST_AGAIN + 1, "first", (1, False)),
    ],
    ids=["none fails", "they fail once", "they fail always", "a few fail once", "too many fail once"],
)
def test_a_few_that_fail_have_a_second_try(
    folder: Path, capfd: pytest.CaptureFixture[str], number: int, fails: str, expected: tuple[int, bool]
) -> None:
    (folder / "test_it.py").write_text(ONCE.format(number=number, fails=fails), encoding="utf-8")
    code = run_part(["-p", "no:qt"], folder)
    out = capfd.readouterr().out
    told = re.search(r"^Failed among others, passed by themselves: .*test_it\.py::test_it\[1\]", out, re.M)
    assert (code, told is not None) == expected


def test_what_cannot_be_collected_has_no_second_try(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "test_it.py").write_text("import nothing_of_that_name", encoding="utf-8")
    assert run_part(["-p", "no:qt"], folder) == 2
    assert "Once more" not in capfd.readouterr().out
