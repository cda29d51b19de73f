"""A clinic's profile: what is good is read, what is wrong is named with its key and its cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.core.assets import find_asset
from readiness.core.clinic import VisitKind
from readiness.core.tip_list import TIPS
from readiness.profile import reader
from readiness.profile.file import ProfileError
from readiness.profile.reader import find_profile, number_in, read_profile

WHOLE = """
[clinic]
name = "Harbor Clinic"
visit_phone = "617-555-0142"
region = "US"
[visit]
kind = "app"
[[visit.applications]]
id = "zoom"
[[visit.applications]]
name = "Clinic Meet"
download_page = "https://clinic.example/get"
linux = { programs = ["clinicmeet"], desktop_files = ["clinicmeet.desktop"] }
[internet]
servers = ["https://speed.clinic.example/"]
public_server = false
[limits]
up_mbps_warn = 2
[tips]
leave_out = ["restart"]
[[questions]]
id = "scale"
asks = "Is your scale near?"
to_do = "Fetch your scale."
[[questions_and_answers]]
topic = "billing"
question = "Who pays?"
answer = "Ask your plan."
as_of = 2026-01-31
"""


def test_a_whole_profile(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(WHOLE, encoding="utf-8")
    profile = read_profile(path)
    assert profile.clinic.visit_phone == "617-555-0142"
    assert profile.clinic.emergency_number == "911"
    assert profile.visit.kind is VisitKind.APP
    assert profile.visit.applications[1].linux.programs == ("clinicmeet",)
    assert profile.limits.up_mbps_warn == 2.0
    assert profile.questions_and_answers[0].as_of.isoformat() == "2026-01-31"


@pytest.mark.parametrize(
    ("text", "key", "says"),
    [
        ("[clinic]\nnmae = 'x'", "clinic.nmae", "Did you mean “name”?"),
        ("leave_out = ['room']", "leave_out", "It belongs in [tips]."),
        ("[visit]\nleave_out = ['room']", "visit.leave_out", "It belongs in [tips]."),
        ("[bogus]", "bogus", "Check its spelling"),
        ('[clinic]\nname = "a\\u001b[31m"', "clinic.name", "cannot be shown"),
        ("[clinic]\nname = 'a\\nb'".replace("'", '"'), "clinic.name", "one line"),
        ("[clinic]\nregion = 'XX'\nvisit_phone = '617-555-0142'", "clinic.region", "two capital letters"),
        ("[[visit.applications]]\nid = 'nosuchapp'", "visit.applications[0]", "teams"),
        ("[[visit.applications]]\nname = 'Our Own'", "visit.applications[0]", "by what signs"),
        ("[[visit.applications]]\nid='zoom'\n[[visit.applications]]\nid='zoom'", "visit.applications[1]", "twice"),
        (
            "[[visit.applications]]\nid='zoom'\nminimum_version='new'",
            "visit.applications[0].minimum_version",
            "with dots",
        ),
        (
            "[[visit.applications]]\nid='zoom'\nminimum_version=6.1",
            "visit.applications[0].minimum_version",
            "in quotes",
        ),
        ("[systems.oldest]\nWindows = '10'", "systems.oldest.Windows", "Did you mean “windows”?"),
        ("[systems.oldest]\nmac_os = '13'", "systems.oldest.mac_os", "Did you mean “macos”?"),
        ("[systems.oldest]\nubuntu = 'Jammy'", "systems.oldest.ubuntu", "with dots"),
        ("[systems.oldest]\nubuntu = 22.04", "systems.oldest.ubuntu", "in quotes"),
        ("[systems]\nwindows = '10'", "systems.windows", "not known here"),
        ("[internet]\nhosts = ['not a host!!']", "internet.hosts[0]", "a computer's name"),
        ("[[questions]]\nid='portal-account'\nasks='b'\nto_do='c'", "questions[0].id", "is taken"),
        (f"[tips]\nleave_out = {list(TIPS)}", "tips.leave_out", "every tip"),
        ("[clinic]\nvisit_phone = 6175550142", "clinic.visit_phone", "text in quotes"),
        ("[clinic]\nvisit_phone = '12'", "clinic.visit_phone", "“12” is not a telephone number in US"),
        ("[clinic]\nregion = 'USA'", "clinic.region", "two capital letters"),
        ("[clinic]\nemergency_number = 'help'", "clinic.emergency_number", "dialled"),
        ("[visit]\nkind = 'video'", "visit.kind", "'app', 'browser' or 'either'"),
        ("[[visit.applications]]\n", "visit.applications[0]", "needs an id or a name"),
        ("[visit]\napplications = 'zoom'", "visit.applications", "list"),
        ("[internet]\nservers = ['speed.example']", "internet.servers[0]", "starts with https://"),
        ("[internet]\nservers = ['file:///etc/passwd']", "internet.servers[0]", "starts with https://"),
        ("[internet]\npublic_server = 'no'", "internet.public_server", "true or false"),
        ("[internet]\nhosts = ['visit.example:x']", "internet.hosts[0]", "a computer's name"),
        ("[internet]\nhosts = ['visit.example:99999']", "internet.hosts[0]", "between 1 and 65535"),
        ("[internet]\nhosts = ['visit.example:0']", "internet.hosts[0]", "between 1 and 65535"),
        ("[internet]\nhosts = ['visit..example']", "internet.hosts[0]", "a computer's name"),
        ("[internet]\nhosts = ['999.1.1.1']", "internet.hosts[0]", "a computer's name"),
        (f"[internet]\nhosts = ['{'.'.join(['a' * 60] * 5)}']", "internet.hosts[0]", "a computer's name"),
        ("[internet]\nservers = ['http://speed.example:99999/a:1']", "internet.servers[0]", "between 1 and 65535"),
        ("[internet]\nservers = ['http://[::1]:0/']", "internet.servers[0]", "between 1 and 65535"),
        ("[internet]\nservers = ['https://speed..example/']", "internet.servers[0]", "names no computer"),
        ("[internet]\nservers = ['https://[::1/']", "internet.servers[0]", "names no computer"),
        ("[internet]\nservers = ['https://:443/']", "internet.servers[0]", "names no computer"),
        ("[internet]\nportal_probe = 'http://a.example:x/'", "internet.portal_probe", "between 1 and 65535"),
        (
            "[[visit.applications]]\nid='zoom'\ndownload_page='https://zoom.example:70000/'",
            "visit.applications[0].download_page",
            "between 1 and 65535",
        ),
        ("[[internet.relays]]\nurls = ['turn:a..example']", "internet.relays[0].urls[0]", "not a computer's name"),
        ("[[internet.relays]]\nusername = 'a'\ncredential = 'b'", "internet.relays[0].urls", "at least one address"),
        ("[[internet.relays]]\nurls = ['relay.example']", "internet.relays[0].urls[0]", "not a TURN server"),
        ("[[internet.relays]]\nurls = ['stun:relay.example']", "internet.relays[0].urls[0]", "as in turn:"),
        ("[[internet.relays]]\nurls = ['turns:a.example?transport=udp']", "internet.relays[0].urls[0]", "over TCP"),
        ("[[internet.relays]]\nurls = ['turn:a.example:70000']", "internet.relays[0].urls[0]", "between 1 and 65535"),
        ("[[internet.relays]]\nurls = ['turn:a.example']\nusername = 'a'", "internet.relays[0].credential", "together"),
        ("[[internet.relays]]\nurl = ['turn:a.example']", "internet.relays[0].url", "Did you mean “urls”?"),
        ("[limits]\nloop_loss_percent_warn = 50", "limits.loop_loss_percent_warn", "loop_loss_percent_fail"),
        ("[limits]\nluma_dark = -1", "limits.luma_dark", "below zero"),
        ("[limits]\nluma_dark = nan", "limits.luma_dark", "finite"),
        (f"[limits]\nluma_too_bright = {'9' * 400}", "limits.luma_too_bright", "finite"),
        (f"[limits]\nwidth_small = {'9' * 400}", "limits.width_small", "too large"),
        (f"[limits]\nwidth_small = {'9' * 5000}", "", "far too long"),
        ("[clinic]\nname = 2026-01-01", "clinic.name", "in quotes"),
        ("[clinic]\nname = 07:00:00", "clinic.name", "in quotes"),
        ('[clinic]\nname = "a\\u202ecba"', "clinic.name", "cannot be shown"),
        ("[limits]\nluma_dark = '50'", "limits.luma_dark", "a number"),
        ("[limits]\nrtt_ms_warn = 900", "limits.rtt_ms_warn", "above limits.rtt_ms_fail"),
        ("[tips]\nleave_out = ['camra']", "tips.leave_out[0]", "The tips are: video-app"),
        ("[[questions]]\nid = 'a'\nasks = 'b'", "questions[0].to_do", "missing"),
        ("[[questions]]\nid = 'A b'\nasks = 'b'\nto_do = 'c'", "questions[0].id", "small letters"),
        (
            "[[questions_and_answers]]\ntopic='a'\nquestion='b'\nanswer='c'\nas_of='soon'",
            "questions_and_answers[0].as_of",
            "as in 2026-01-31",
        ),
        ("clinic = 3", "clinic", "table of keys"),
        ("[clinic\n", "", "not valid TOML"),
    ],
)
def test_each_error_names_its_key_and_its_cure(text: str, key: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError) as error:
        read_profile(path)
    [problem] = error.value.problems
    assert problem.key == key
    assert says in problem.says
    assert str(path) in str(error.value)


@pytest.mark.linux("a name that is too long stands for a folder that may not be looked into")
def test_a_system_wide_profile_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a folder that may not be looked into; whoever runs the tests may look into all, so its name is too long."""
    place = Path("/etc") / ("readiness" * 40) / "profile.toml"
    monkeypatch.setattr(reader, "system_place", lambda: place)
    with pytest.raises(ProfileError, match="cannot be read") as error:
        read_profile(find_profile(None))
    assert error.value.path == place


def test_addresses_that_are_good(tmp_path: Path) -> None:
    hosts = ["visit.example", "visit.example:65535", "10.0.0.1:8443", "visit.example.", "9to5", "3com.example"]
    servers = [
        *("http://[::1]:8080/", "https://speed.example:8443/up?a=1:2", "http://127.0.0.1:80"),
        *("https://xn--exmple-qta.example/", "https://a_b/", "https://speed.example:/"),
    ]
    path = tmp_path / "p.toml"
    path.write_text(f"[internet]\n{hosts=}\n{servers=}\n", encoding="utf-8")
    assert read_profile(path).internet.hosts == tuple(hosts)


def test_all_errors_are_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text("[clinic]\nvisit_phone='1'\n[limits]\nluma_dark=-1\n[tips]\nleave_out=['x']", encoding="utf-8")
    with pytest.raises(ProfileError) as error:
        read_profile(path)
    assert {problem.key for problem in error.value.problems} == {
        "clinic.visit_phone",
        "limits.luma_dark",
        "tips.leave_out[0]",
    }


def test_a_key_that_steers_the_screen_is_named_without_its_powers(tmp_path: Path) -> None:
    place = tmp_path / "profile.toml"
    place.write_text('"\\u001b[31m" = "x"', encoding="utf-8")
    with pytest.raises(ProfileError) as told:
        read_profile(place)
    assert "?[31m" in str(told.value)
    assert "\x1b" not in str(told.value)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"name = 'a" + b"x" * (1 << 20) + b"'", b"a = [" * 5000])
def test_what_is_no_profile_is_refused_in_words(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_bytes(content)
    with pytest.raises(ProfileError):
        read_profile(path)
    with pytest.raises(ProfileError, match="no such file"):
        read_profile(tmp_path / "none.toml")
    with pytest.raises(ProfileError, match="folder"):
        read_profile(tmp_path)


@pytest.mark.parametrize("path", sorted(find_asset("profiles").glob("*.toml")), ids=lambda path: path.name)
def test_the_profiles_that_we_ship_are_good(path: Path) -> None:
    profile = read_profile(path)
    assert profile.visit.applications


def test_no_number_is_invented() -> None:
    """The default has none, and a billing number is never the fallback."""
    assert read_profile(find_profile(None)).clinic.visit_phone == ""
    assert read_profile(find_asset("profiles", "dana-farber-example.toml")).clinic.visit_phone == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_saved_by_notepad_or_powershell_it_is_understood(encoding: str, line_end: str, tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    text = "[clinic]\nname = 'Clínica “Río”'\nvisit_phone = '617-555-0142'\n"
    path.write_bytes(text.replace("\n", line_end).encode(encoding))
    assert read_profile(path).clinic.name == "Clínica “Río”"
    assert number_in(path) == "(617) 555-0142"


CURLY = [
    ("visit_phone = “617-555-0142”", ["clinic.visit_phone"]),
    ('visit_phone = "617-555-0142”', ["clinic.visit_phone"]),
    ('visit_phone = “617-555-0142"', ["clinic.visit_phone"]),
    ("visit_phone = ‘617-555-0142’", ["clinic.visit_phone"]),
    ("visit_phone = „617-555-0142“", ["clinic.visit_phone"]),
    ("visit_phone = ‹617-555-0142›", ["clinic.visit_phone"]),
    ("name = “The clinic’s own”\nhours = ‘9 to 5’", ["clinic.name", "clinic.hours"]),
    ("name = ‘St. Mary’s’", ["clinic.name"]),
    ('[internet]\nhosts = [“a.example”, "b.example"]', ["internet.hosts"]),
    ("[visit]\napplications = [\n  “zoom”,\n  “teams”,\n]", ["visit.applications", "visit.applications"]),
    ("[visit]\nnested = [ [\n “x” ] ]", ["visit.nested"]),
    ("[[visit.applications]]\nid = “zoom”", ["visit.applications.id"]),
    ('inner = { name = "X", visit_phone = “617-555-0142” }', ["clinic.inner.visit_phone"]),
    ("name = '''\n[internet]\nx = “a”\n'''\nregion = “US”", ["clinic.region"]),
    ("“name” = “X”", ["clinic"]),
    ('"a.b" = “x”', ["clinic.a.b"]),
]


@pytest.mark.parametrize(("lines", "keys"), CURLY)
def test_quotes_of_a_word_processor_are_named_with_key_and_cure(lines: str, keys: list[str], tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(f"[clinic]\n{lines}", encoding="utf-8")
    with pytest.raises(ProfileError) as error:
        read_profile(path)
    told = [str(problem) for problem in error.value.problems]
    assert [each.partition(": ")[0] for each in told] == keys
    assert all("curly quotes" in each and each.endswith('Type straight ones (") instead.') for each in told)


@pytest.mark.parametrize(
    "line",
    [
        "visit_phone = 617-555-0142  # the clinic’s “main” line",
        'name = "St. Mary’s" Clinic',
        'name = "The “Best” Clinic',
        'name = "the patients’ “own” clinic"\nvisit_phone = ',
    ],
)
def test_curly_quotes_that_are_text_are_not_blamed(line: str, tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(f"[clinic]\n{line}\n", encoding="utf-8")
    with pytest.raises(ProfileError) as error:
        read_profile(path)
    [problem] = error.value.problems
    assert str(problem).startswith("The file is not valid TOML: ")


def test_what_is_wrong_before_the_first_curly_quote_is_told_too(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text("[clinic]\nvisit_phone = 617-555\nname = “X”\n", encoding="utf-8")
    with pytest.raises(ProfileError) as error:
        read_profile(path)
    told = [str(each).partition(":")[0] for each in error.value.problems]
    assert told == ["The file is not valid TOML", "clinic.name"]


@pytest.mark.parametrize(
    ("content", "number"),
    [
        ("[clinic]\nvisit_phone = “617-555-0142”\n", "(617) 555-0142"),
        ("[clinic]\rvisit_phone = “617-555-0142”\r", "(617) 555-0142"),
        ('[clinic]\nregion = “MX”\nvisit_phone = "33 1234 5678"\n', "33 1234 5678"),
        ('[clinic]\nregion = “XX”\nvisit_phone = "33 1234 5678"\n', ""),
        ('[staff]\nvisit_phone = "617-555-0100"\n[clinic]\nvisit_phone = “617-555-0142”\n', "(617) 555-0142"),
        ("[staff]\nvisit_phone = “617-555-0100”\n", ""),
        ("[clinic]\nname = '''\nvisit_phone = \"617-555-0100\"\n'''\nx = “y”\n", ""),
    ],
)
def test_the_number_is_found_where_it_is_sure_and_never_a_wrong_one(content: str, number: str, tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_bytes(content.encode())
    assert number_in(path) == number


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16-le", "utf-16-be"])
def test_the_number_is_found_in_an_encoding_that_is_refused(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_bytes("[clinic]\nname = 'Clínica'\nvisit_phone = '617-555-0142'\n".encode(encoding))
    with pytest.raises(ProfileError):
        read_profile(path)
    assert number_in(path) == "(617) 555-0142"
