"""A profile that somebody made to stop the program: it is refused in one page of words, within a second."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from readiness.core.clinic import Profile
from readiness.profile.file import DEEPEST, MAX_BYTES, MOST_ENTRIES, MOST_PROBLEMS, ProfileError
from readiness.profile.reader import number_in, read_profile

N = MAX_BYTES - 200
WITHIN_S = 1.0
"""On a laptop of ten years; measured here: 0.3 s at most."""

BOMBS: dict[str, Callable[[], str]] = {
    "3,000 dotted keys": lambda: ".".join(["a"] * 3000) + " = 1",
    "one key of dots to the end": lambda: ".".join(["a"] * (N // 2)) + " = 1",
    "quoted keys with dots": lambda: ".".join(['"a"'] * (N // 4)) + " = 1",
    "dots with spaces": lambda: " . ".join(["a"] * (N // 4)) + " = 1",
    "a deep table's header": lambda: f"[{'.'.join(['a'] * 3000)}]\n" + "".join(f"k{i} = 1\n" for i in range(3000)),
    "many deep keys": lambda: "".join(f"{'a.' * 200}k{i} = 1\n" for i in range(N // 420)),
    "90,000 unknown keys": lambda: "".join(f"k{i}=1\n" for i in range(90_000))[:N],
    "as many as may be": lambda: "".join(f"{'k' * 50}{i} = 1\n" for i in range(MOST_ENTRIES - 100)),
    "as many, in a table that is known": lambda: "[clinic]\n" + "".join(f"nmae{i} = 1\n" for i in range(3900)),
    "tables": lambda: "".join(f"[t{i}]\n" for i in range(N // 9)),
    "tables of a list": lambda: "[[questions]]\n" * (N // 14),
    "lists in lists": lambda: "a = " + "[" * (N - 10),
    "lists in lists, closed": lambda: "a = " + "[" * 900 + "]" * 900,
    "tables in tables": lambda: "a = " + "{a=" * 900 + "1" + "}" * 900,
    "a list without end": lambda: "a = [" + "1," * (N // 2) + "]",
    "6,000 hosts": lambda: "[internet]\nhosts = [" + ",".join(f'"h{i}.example"' for i in range(6000)) + "]",
    "3,900 hosts": lambda: "[internet]\nhosts = [" + ",".join(f'"h{i}.example"' for i in range(3900)) + "]",
    "3,900 systems": lambda: "[systems.oldest]\n" + "".join(f"windos{i} = 'x'\n" for i in range(3900)),
    "1,200 programs": lambda: "".join(f'[[visit.applications]]\nname = "n{i}"\n' for i in range(1200)),
    "1,200 relays": lambda: "".join(f'[[internet.relays]]\nurls = ["turn:a..b{i}"]\n' for i in range(1200)),
    "1,200 answers without what they need": lambda: "[[questions_and_answers]]\nx = 1\n" * 1200,
    "3,900 tips": lambda: "tips = {leave_out = [" + '"x",' * 3900 + "]}",
    "digits": lambda: "[limits]\nwidth_small = " + "9" * N,
    "hexadecimal digits": lambda: "[limits]\nwidth_small = 0x" + "f" * N,
    "hexadecimal digits elsewhere": lambda: "[clinic]\nname = 0x" + "f" * N,
    "a name without end": lambda: f'[clinic]\nname = "{"n" * N}"',
    "a key without end": lambda: f'"{"k" * N}" = 1',
    "escapes": lambda: 'a = "' + "\\u0041" * (N // 6) + '"',
    "escaped quotes that nothing closes": lambda: '= "' + '\\"' * (N // 2),
    "many of them": lambda: "=\n" + '"""\\"' * (N // 5) + "\\",
    "single ones": lambda: "=\n" + '"\\"' * (N // 3),
    "curly quotes": lambda: "“a” = “x”\n" * (N // 20),
    "lines and a curly quote": lambda: "\n" * (N - 9) + "= “",
    "a list without end and a curly quote": lambda: "a = [" + "1," * (N // 2 - 9) + "“",
    "words, spaces and a curly quote": lambda: "=\n" + ("a" + " " * 500) * (N // 501 - 1) + "“",
    "dots, spaces and a curly quote": lambda: " . ".join(["a"] * (N // 4 - 9)) + " = “",
    "braces and a curly quote": lambda: "{}" * (N // 2 - 9) + "“",
    "a curly quote and spaces": lambda: "=\n" + '"”   ' * (N // 8) + "x",
    "a word without end": lambda: "=\n" + "a" * N,
    "words and spaces": lambda: "=\n" + ("a" + " " * 500) * (N // 501),
    "lines": lambda: "\n" * N + "=",
    "dots in an address": lambda: f'[internet]\nservers = ["http://{"a." * (N // 2)}"]',
    "a telephone number without end": lambda: f'[clinic]\nvisit_phone = "{"1" * N}"',
    "a telephone number of marks": lambda: f'[clinic]\nvisit_phone = "{"# " * (N // 2)}x"',
    "a version without end": lambda: f"[[visit.applications]]\nid = 'zoom'\nminimum_version = '{'1.' * (N // 2)}'",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_no_bomb_takes_long_or_says_much(bomb: Callable[[], str], tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(bomb(), encoding="utf-8")
    begun = time.process_time()
    with pytest.raises(ProfileError) as refused:
        read_profile(path)
    middle = time.process_time()
    assert number_in(path) == ""
    assert middle - begun < WITHIN_S
    assert time.process_time() - middle < WITHIN_S
    assert len(refused.value.problems) <= MOST_PROBLEMS + 1
    assert len(str(refused.value)) < 10_000


def test_how_many_more_mistakes_there_are_is_told(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text("".join(f"k{i} = 1\n" for i in range(50)), encoding="utf-8")
    with pytest.raises(ProfileError) as refused:
        read_profile(path)
    assert str(refused.value.problems[-1]) == "… and 30 more. Mend these first."


def test_what_a_profile_needs_lies_far_within_the_bounds(tmp_path: Path) -> None:
    """A hundred long answers, with brackets, dots and signs of equality in them, and the deepest key that there is."""
    answer = "See a.b.c.d.e.f.g.h.i.j: [[[[[[[[[[x = {1, 2}]]]]]]]]]] # and so on. " * 20
    text = "".join(
        f'[[questions_and_answers]]\ntopic = "a"\nquestion = "b"\nanswer = """{answer}"""\nas_of = 2026-01-31\n'
        for _ in range(100)
    )
    text += (
        '[[visit.applications]]\nname = "Meet"\nlinux.programs = ["meet"]\n# "unclosed \'\'\' """ a.b.c.d.e.f.g.h.i\n'
    )
    path = tmp_path / "p.toml"
    path.write_text(text, encoding="utf-8")
    assert len(read_profile(path).questions_and_answers) == 100
    assert len(text) > MAX_BYTES / 2


@pytest.mark.parametrize("depth", [DEEPEST, DEEPEST + 1])
def test_the_depth_is_told_where_it_is_too_much(depth: int, tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(f"a = {'[' * depth}{']' * depth}", encoding="utf-8")
    with pytest.raises(ProfileError) as refused:
        read_profile(path)
    assert ("deep" in str(refused.value)) is (depth > DEEPEST)


def a_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_link_to_a_pipe(path: Path) -> None:
    os.mkfifo(path.with_name("pipe"))
    path.symlink_to("pipe")


NO_FILES: dict[str, Callable[[Path], None]] = {
    "a pipe": a_pipe,
    "a link to a pipe": a_link_to_a_pipe,
    "a link to a device without end": lambda path: path.symlink_to("/dev/zero"),
    "a link to a terminal": lambda path: path.symlink_to("/dev/tty"),
    "a link to the descriptor of a pipe": lambda path: path.symlink_to(f"/proc/self/fd/{os.pipe()[0]}"),
    "a socket": a_socket,
}


@pytest.mark.linux("links to devices, pipes and sockets by name")
@pytest.mark.parametrize("make", NO_FILES.values(), ids=NO_FILES)
def test_what_is_no_file_never_keeps_us_waiting(
    make: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket is short
    path = Path("p.toml")
    make(path)
    with pytest.raises(ProfileError, match="not a file"):
        read_profile(path)
    assert number_in(path) == ""


@pytest.mark.linux("links of both kinds")
@pytest.mark.parametrize("link", [Path.symlink_to, Path.hardlink_to])
def test_a_link_to_a_file_is_one(link: Callable[[Path, Path], None], tmp_path: Path) -> None:
    (tmp_path / "real.toml").write_text("[clinic]\nname = 'X'\n", encoding="utf-8")
    link(tmp_path / "p.toml", tmp_path / "real.toml")
    assert read_profile(tmp_path / "p.toml").clinic.name == "X"


@pytest.mark.linux("/proc has files that claim to be empty")
def test_a_file_that_grows_or_lies_about_its_size_is_read_up_to_the_bound(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.symlink_to("/proc/kallsyms")
    with pytest.raises(ProfileError, match="too large"):
        read_profile(path)


def test_a_name_that_no_file_can_have() -> None:
    with pytest.raises(ProfileError, match="no such file"):
        read_profile(Path("a\0b"))
    assert number_in(Path("a\0b")) == ""


@pytest.mark.linux("Windows has no names with such characters")
def test_the_file_s_own_name_does_not_steer_the_terminal(tmp_path: Path) -> None:
    with pytest.raises(ProfileError) as refused:
        read_profile(tmp_path / "\x1b[2J\r\nall is well")
    assert not {"\x1b", "\r"} & set(str(refused.value))
    assert len(str(refused.value).splitlines()) == 2


STEERING = {
    "escape": "\x1b",
    "tabulator": "\t",
    "next line": "\x85",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "right-to-left override": "\u202e",
    "isolate": "\u2066",
    "end of it": "\u2069",
    "mark": "\u200f",
    "zero-width space": "\u200b",
    "zero-width joiner": "\u200d",
    "soft hyphen": "\xad",
    "byte order mark": "\ufeff",
    "tag": "\U000e0041",
    "private": "\ue000",
}


@pytest.mark.parametrize("letter", STEERING.values(), ids=STEERING)
@pytest.mark.parametrize("place", ["clinic.name", "clinic.hours", "questions_and_answers[0].answer"])
def test_no_text_holds_a_character_that_steers(place: str, letter: str, tmp_path: Path) -> None:
    table, key = place.rsplit(".", 1)
    text = (
        "[clinic]\n" if table == "clinic" else "[[questions_and_answers]]\ntopic='a'\nquestion='b'\nas_of=2026-01-31\n"
    )
    path = tmp_path / "p.toml"
    path.write_text(f'{text}{key} = "a\\U{ord(letter):08x}b"\n', encoding="utf-8")
    with pytest.raises(ProfileError) as refused:
        read_profile(path)
    [problem] = refused.value.problems
    assert problem.key == place
    assert f"cannot be shown (U+{ord(letter):04X})" in problem.says


@pytest.mark.parametrize("letter", [*STEERING.values(), "\n"])
def test_no_key_holds_one(letter: str, tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(f'[systems.oldest]\n"ubuntu\\U{ord(letter):08x}" = "22.04"\n', encoding="utf-8")
    with pytest.raises(ProfileError) as refused:
        read_profile(path)
    assert letter not in "".join(str(each) for each in refused.value.problems)


def test_hours_are_one_line_under_the_number_and_an_answer_may_have_many(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text('[clinic]\nhours = "9 to 5\\nOr call 900-555-0142"\n', encoding="utf-8")
    with pytest.raises(ProfileError, match=r"clinic\.hours: This must be one line"):
        read_profile(path)
    text = '[[questions_and_answers]]\ntopic="a"\nquestion="b"\nanswer="c\\nd"\nas_of=2026-01-31\n'
    path.write_text(text, encoding="utf-8")
    assert read_profile(path).questions_and_answers[0].answer == "c\nd"


@pytest.mark.parametrize("name", ["عيادة ريفرسايد", "מרפאה", "河滨诊所", "Клиника", "Clínica “Río” №1 🏥", "क्लिनिक"])
def test_ordinary_words_of_the_world_are_shown(name: str, tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(f'[clinic]\nname = "{name}"\n', encoding="utf-8")
    profile: Profile = read_profile(path)
    assert profile.clinic.name == name
