"""Where a profile may send a computer: few places, in one plain writing, all of them listed."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from readiness.core.clinic import Internet, Profile, Relay, Signals
from readiness.profile.addresses import AddressScope, find_reach, host_of, wrong_url
from readiness.profile.file import ProfileError
from readiness.profile.reader import read_profile
from readiness.profile.signals import wrong_signals
from readiness.profile.summary import describe_profile, list_destinations


def problems(text: str, folder: Path) -> list[str]:
    """What is wrong with a profile of this text."""
    path = folder / "p.toml"
    path.write_text(text, encoding="utf-8")
    try:
        read_profile(path)
    except ProfileError as error:
        return [str(each) for each in error.problems]
    return []


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://zoom.us@evil.example/", "before an @"),
        ("https://user:s3cret@speed.example/", "before an @"),
        ("https://zoom.us%40evil.example/", "a %"),
        ("https://zо" + "om.us/", "xn--"),  # a Cyrillic letter
        ("https://zoom。us/", "xn--"),
        ("https://zoom.us\\evil.example/", "a backslash"),
        ("https://evil.example\\@zoom.us/", "before an @"),
        ("https://zoom.us#@evil.example/", "has a / after"),
        ("https://zoom.us?@evil.example/", "has a / after"),
        ("https:zoom.us/", "starts with https://"),
        ("https:///zoom.us/", "names no computer"),
        ("https://zoom.us/a b", "a space"),
        ("https://zoom.us/\tb", "a space"),
        ("https://zoom.us/\n", "a space"),
        ("https://zoom.us/é", "not a to z"),
        ("https://zoom.us/\u202e", "not a to z"),
        ("javascript:alert(1)//https://zoom.us/", "starts with https://"),
        ("https://0x7f.0.0.1/", "names no computer"),
        ("https://0x7f000001/", "names no computer"),
        ("https://2130706433/", "names no computer"),
        ("https://0177.0.0.1/", "names no computer"),
        ("https://127.1/", "names no computer"),
        ("https://127.0.0.1./", "names no computer"),
        ("https://256.0.0.1/", "names no computer"),
        ("https://[fe80::1%25eth0]/", "no zone"),
        ("https://[fe80::1%eth0]/", "no zone"),
        ("https://[::1/", "names no computer"),
        ("https://[12]/", "names no computer"),
        ("https://-zoom.us/", "names no computer"),
        ("https://zoom.us../", "names no computer"),
        ("https://zoom.us:0/", "between 1"),
        ("https://zoom.us:00443/", "between 1"),
        ("https://zoom.us:4 43/", "a space"),
        ("https://zoom.us/" + "a" * 3000, "more than"),
    ],
)
def test_an_address_is_written_in_one_plain_way(url: str, says: str) -> None:
    for secure in (True, False):
        told = wrong_url(url, secure=secure)
        assert says in told
        assert "s3cret" not in told, "it may be a password"
        assert len(told) < 300


@pytest.mark.parametrize(
    "url",
    [
        *("https://zoom.us/download", "https://xn--e1awg7f.example/", "https://a.example./", "https://a_b.example/"),
        *("https://a.example:8443/x?y=1&z=%20#/top", "https://a.example/@me/~x", "https://[2001:db8::1]:8443/"),
    ],
)
def test_a_plain_address_is_good(url: str) -> None:
    assert wrong_url(url, secure=True) == ""


@pytest.mark.parametrize("key", ["download_page", "test_call_page"])
def test_a_page_that_opens_in_the_patient_s_browser_is_encrypted(key: str, tmp_path: Path) -> None:
    [problem] = problems(f"[[visit.applications]]\nid = 'zoom'\n{key} = 'http://zoom.example/'\n", tmp_path)
    assert problem.startswith(f"visit.applications[0].{key}: ")
    assert "must start with https://" in problem


@pytest.mark.parametrize(
    ("host", "reach"),
    [
        *(
            (host, AddressScope.PUBLIC)
            for host in ("zoom.us", "192.0.2.1", "172.32.0.1", "2001:4860:4860::8888", "100.128.0.1")
        ),
        *(
            (host, AddressScope.INSIDE)
            for host in ("10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1")
        ),
        *(
            (host, AddressScope.INSIDE)
            for host in ("fd12::1", "visits", "a.local", "a.internal.", "A.LAN", "a.home.arpa")
        ),
        *(
            (host, AddressScope.HERE)
            for host in ("127.0.0.1", "127.9.9.9", "::1", "0:0:0:0:0:0:0:1", "localhost", "x.LOCALHOST.")
        ),
    ],
)
def test_where_a_computer_lies(host: str, reach: AddressScope) -> None:
    assert find_reach(host) is reach


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("localhost:8443", "localhost"),
        ("metadata:80", "metadata"),
        ("b.example", "b.example"),
        ("https://A.example:8443/x?y", "a.example"),
        ("http://[::1]:8/", "::1"),
        ("turn:relay.example:3478?transport=udp", "relay.example"),
        ("turns:[fd12::1]:5349", "fd12::1"),
    ],
)
def test_the_computer_in_an_address_whatever_its_form(address: str, host: str) -> None:
    assert host_of(address) == host


@pytest.mark.parametrize(
    "host",
    [
        *("169.254.169.254", "169.254.0.1", "0.0.0.0", "0.1.2.3", "224.0.0.1", "239.1.1.1", "255.255.255.255"),
        *("metadata.google.internal", "METADATA.google.internal.", "100.100.100.200", "168.63.129.16"),
        *("[::]", "[fe80::1]", "[ff02::1]", "[::ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::a9fe:a9fe]"),
        *("[fd00:ec2::254]", "[2002:7f00:1::]"),
    ],
)
def test_what_no_visit_can_mean_is_refused_everywhere(host: str, tmp_path: Path) -> None:
    text = f"[internet]\nservers = ['http://{host}/']\nportal_probe = 'http://{host}/'\n"
    text += "" if host.startswith("[") else f"hosts = ['{host}']\n"
    text += f"[[internet.relays]]\nurls = ['turn:{host}:3478']\n"
    text += f"[[visit.applications]]\nid = 'zoom'\ndownload_page = 'https://{host}/'\n"
    told = problems(text, tmp_path)
    assert len(told) == (4 if host.startswith("[") else 5)
    assert all("Name the visit's own computer." in each for each in told)


def test_a_zone_or_a_user_is_refused_in_a_relay(tmp_path: Path) -> None:
    for url in ("turn:[fe80::1%25eth0]", "turn:user@relay.example", "turn:[:::]", "turn:127.1", "turn:0x7f.1"):
        assert len(problems(f"[[internet.relays]]\nurls = ['{url}']\n", tmp_path)) == 1, url


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (f"[internet]\nhosts = {[f'h{i}.example' for i in range(9)]}", "internet.hosts"),
        (f"[internet]\nservers = {[f'https://h{i}.example/' for i in range(9)]}", "internet.servers"),
        ("[[internet.relays]]\nurls = ['turn:a.example']\n" * 5, "internet.relays"),
        (f"[[internet.relays]]\nurls = {['turn:a.example'] * 5}\n", "internet.relays[0].urls"),
        ("".join(f"[[visit.applications]]\nname='p{i}'\nin_browser=true\n" for i in range(13)), "visit.applications"),
        ("".join(f"[[questions]]\nid='q{i}'\nasks='a'\nto_do='b'\n" for i in range(21)), "questions"),
    ],
)
def test_few_places_are_named(text: str, key: str, tmp_path: Path) -> None:
    [problem] = problems(text, tmp_path)
    assert problem.startswith(f"{key}: This names ")
    assert "are the most" in problem


def test_every_place_is_listed_with_what_is_odd_about_it(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(
        '[clinic]\nemergency_number = "112"\n[internet]\nservers = ["http://10.0.0.5:8080/", "http://127.0.0.1:81/"]\n'
        'hosts = ["visits.internal:8443"]\nportal_probe = "http://portal.example/"\npublic_server = true\n'
        '[[internet.relays]]\nurls = ["turns:relay.example"]\nusername = "check"\ncredential = "practice"\n'
        '[[visit.applications]]\nid = "zoom"\ndownload_page = "https://get.example/"\n'
        'test_call_page = "https://try.example/"\n[limits]\nrtt_ms_warn = 400\nup_mbps_warn = 2\n',
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "readiness", "profile", str(path)], capture_output=True, encoding="utf-8", check=True
    )
    lines = [line.strip() for line in done.stdout.splitlines()]
    for wanted in (
        "speed server: http://10.0.0.5:8080/ (inside a private network) (not encrypted)",
        "speed server: http://127.0.0.1:81/ (ON THE PATIENT'S OWN COMPUTER) (not encrypted)",
        "host of the visit: visits.internal:8443 (inside a private network)",
        "relay: turns:relay.example",
        "portal page: http://portal.example/",
        "download page: https://get.example/",
        "test call page: https://try.example/",
        "nearest public speed server, found by: speedtest.net",
        "up_mbps_warn = 2 (stricter than the usual 0.9)",
        "rtt_ms_warn = 400 (LAXER than the usual 300)",
    ):
        assert wanted in lines
    assert "practice" not in done.stdout


def test_no_address_of_a_profile_goes_unlisted() -> None:
    """Each field that holds addresses, by one of each."""
    internet = Internet(("https://a.example/",), ("b.example",), "http://c.example/", (Relay(("turn:d.example",)),))
    assert {host_of(each.address) for each in list_destinations(Profile(internet=internet))} == {
        *("a.example", "b.example", "c.example", "d.example", "speedtest.net")
    }
    assert {each.name for each in fields(Internet)} == {"servers", "hosts", "portal_probe", "relays", "public_server"}
    assert any("5" in line for line in describe_profile(Profile(internet=internet)))


@pytest.mark.parametrize(
    ("signal", "value"),
    [
        *(
            ("programs", each)
            for each in ("/etc/passwd", "../x", "a/b", "C:\\x.exe", "a\\b", "C:x", "", ".", "..", "~")
        ),
        *(("version_files", each) for each in ("/etc/passwd", "/opt/../etc/version", "/opt/version.txt", "/opt/x/key")),
        *(("version_files", each) for each in ("/home/me/version.txt", "opt/x/version.txt", "/opt/x/./version.txt")),
        *(("desktop_files", each) for each in ("/x.desktop", "../x.desktop", "x")),
        *(("url_schemes", each) for each in ("https", "HTTP", "file", "mailto", "a\\shell", "zoom:", "")),
        *(("flatpak_ids", each) for each in ("zoom", "us/zoom", "../a.b", "")),
        *(("bundle_ids", each) for each in ("zoom", "us.zoom/x", "")),
        *(("packages", each) for each in ("", "a_b/c", "a b", "*")),
        *(("display_names", each) for each in ("", "Zo", "   ", "--- a", "x" * 81)),
    ],
)
@pytest.mark.parametrize("system", ["linux", "windows", "macos"])
def test_signs_are_plain_names(system: str, signal: str, value: str, tmp_path: Path) -> None:
    text = f"[[visit.applications]]\nname = 'Meet'\nin_browser = true\n{system}.{signal} = ['{value}']\n"
    [problem] = problems(text, tmp_path)
    assert problem.startswith(f"visit.applications[0].{system}.{signal}[0]: ")


def test_the_signs_of_our_own_table_are_plain() -> None:
    from readiness.profile.known_programs import load_table

    for application in (*load_table().applications, *load_table().browsers):
        assert list(wrong_signals(application, "x")) == [], application.id


def test_every_kind_of_sign_has_a_rule(tmp_path: Path) -> None:
    for each in fields(Signals):
        text = f"[[visit.applications]]\nname = 'M'\nlinux.{each.name} = {[f'/{i}' for i in range(13)]}\n"
        [problem] = problems(text, tmp_path)
        assert "are the most" in problem
