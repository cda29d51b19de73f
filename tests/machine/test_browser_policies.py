"""Rules of those who manage a computer: which of them forbid the visit's browser camera or microphone."""

from __future__ import annotations

import json
import plistlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from readiness.core.clinic import Application, Visit, VisitKind
from readiness.core.setup import Setup
from readiness.core.translation import ENGLISH
from readiness.core.verdict import Verdict
from readiness.instruments.sound.states import MicrophoneState
from readiness.machine.base import BrowserPolicies, System
from readiness.machine.browser_policies import find_forbidding_browser, judge_policies
from readiness.machine.macos.computer import MacOS
from readiness.machine.recorded import Facts, RecordedMachine
from readiness.machine.windows.computer import Windows
from readiness.profile.known_programs import Browser
from readiness.support.evidence import Seen
from readiness.tips import load_check
from readiness.tips.camera.reading import CameraReading
from readiness.tips.sound.reading import SoundReading
from tests.machine.linux.tree import Tree
from tests.machine.windows.registries import registry_of

NOTHING = BrowserPolicies()
CAMERA = BrowserPolicies(no_camera=True)
MICROPHONE = BrowserPolicies(no_microphone=True)


def firefox(**rules: object) -> dict[str, Any]:
    return {"Permissions": {"Camera": rules}}


LOCKED = firefox(BlockNewRequests=True, Locked=True)
FLAT = {"Permissions__Camera__BlockNewRequests": True, "Permissions__Camera__Locked": True}


@pytest.mark.parametrize(
    ("browser", "policies", "forbids"),
    [
        ("chrome", {}, NOTHING),
        ("chrome", {"VideoCaptureAllowed": False}, CAMERA),
        ("edge", {"VideoCaptureAllowed": False}, CAMERA),
        ("brave", {"AudioCaptureAllowed": False}, MICROPHONE),
        ("chromium", {"AudioCaptureAllowed": False, "VideoCaptureAllowed": False}, BrowserPolicies(True, True)),
        ("chrome", {"VideoCaptureAllowed": True}, NOTHING),
        # The page of the visit may be among these: nobody is told that it is not.
        ("chrome", {"VideoCaptureAllowed": False, "VideoCaptureAllowedUrls": ["https://visit.example"]}, NOTHING),
        ("chrome", {"VideoCaptureAllowed": False, "VideoCaptureAllowedUrls": []}, CAMERA),
        ("chrome", {"VideoCaptureAllowed": False, "AudioCaptureAllowedUrls": ["https://visit.example"]}, CAMERA),
        ("chrome", {"VideoCaptureAllowed": "false"}, NOTHING),
        ("chrome", {"VideoCaptureAllowed": None}, NOTHING),
        ("chrome", {"VideoCaptureAllowed": 0}, NOTHING),
        ("firefox", firefox(BlockNewRequests=True, Locked=True), CAMERA),
        # A default that the person may have changed.
        ("firefox", firefox(BlockNewRequests=True), NOTHING),
        ("firefox", firefox(BlockNewRequests=True, Locked=False), NOTHING),
        ("firefox", firefox(BlockNewRequests=True, Locked=True, Allow=["https://visit.example"]), NOTHING),
        ("firefox", firefox(BlockNewRequests=False), NOTHING),
        ("firefox", firefox(Block=["https://elsewhere.example"]), NOTHING),
        ("firefox", {"Permissions": {"Microphone": {"BlockNewRequests": True, "Locked": True}}}, MICROPHONE),
        ("firefox", {"Permissions": []}, NOTHING),
        ("firefox", {"Permissions": {"Camera": "no"}}, NOTHING),
        ("firefox", {"VideoCaptureAllowed": False}, NOTHING),
    ],
)
def test_what_policies_forbid(browser: str, policies: dict[str, Any], forbids: BrowserPolicies) -> None:
    assert judge_policies(browser, policies) == forbids


@pytest.mark.parametrize("hive", ["HKLM", "HKCU"])
@pytest.mark.parametrize(
    ("browser", "keys", "forbids"),
    [
        ("chrome", {r"Google\Chrome": {"VideoCaptureAllowed": 0}}, CAMERA),
        ("edge", {r"Microsoft\Edge": {"AudioCaptureAllowed": 0}}, MICROPHONE),
        ("brave", {r"BraveSoftware\Brave": {"VideoCaptureAllowed": 0}}, CAMERA),
        ("chromium", {"Chromium": {"VideoCaptureAllowed": 0}}, CAMERA),
        ("chrome", {r"Microsoft\Edge": {"VideoCaptureAllowed": 0}}, NOTHING),
        (
            "chrome",
            {
                r"Google\Chrome": {"VideoCaptureAllowed": 0},
                r"Google\Chrome\VideoCaptureAllowedUrls": {"1": "https://visit.example", "2": "https://b.example"},
            },
            NOTHING,
        ),
        # Chromium takes a truth value as a number, and as a number that was written as text.
        ("chrome", {r"Google\Chrome": {"VideoCaptureAllowed": "0"}}, CAMERA),
        ("chrome", {r"Google\Chrome": {"VideoCaptureAllowed": "1"}}, NOTHING),
        ("chrome", {r"Google\Chrome": {"VideoCaptureAllowed": 2}}, NOTHING),
        ("chrome", {r"Google\Chrome": {"VideoCaptureAllowed": b"\0" * 65_536}}, NOTHING),
        ("firefox", {r"Mozilla\Firefox\Permissions\Camera": {"BlockNewRequests": 1, "Locked": 1}}, CAMERA),
        (
            "firefox",
            {
                r"Mozilla\Firefox\Permissions\Camera": {"BlockNewRequests": 1, "Locked": 1},
                r"Mozilla\Firefox\Permissions\Camera\Allow": {"1": "https://visit.example"},
            },
            NOTHING,
        ),
        ("safari", {r"Google\Chrome": {"VideoCaptureAllowed": 0}}, NOTHING),
        ("other", {}, NOTHING),
    ],
)
def test_windows_keeps_them_in_its_registry(
    hive: str, browser: str, keys: dict[str, dict[str, object]], forbids: BrowserPolicies
) -> None:
    registry = registry_of({rf"{hive}\SOFTWARE\Policies\{key}": values for key, values in keys.items()})
    assert Windows(registry).browser_policies(browser) == forbids


def test_windows_keeps_firefox_rules_in_a_file_too(tmp_path: Path) -> None:
    """Where its program is; the registry comes before it."""
    file = tmp_path / "distribution" / "policies.json"
    file.parent.mkdir()
    file.write_text(json.dumps({"policies": LOCKED}), encoding="utf-8")
    there = {r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\firefox.exe": {"": f'"{tmp_path}/firefox.exe"'}}
    key = r"HKLM\SOFTWARE\Policies\Mozilla\Firefox\Permissions\Camera"
    assert Windows(registry_of(there)).browser_policies("firefox") == CAMERA
    assert Windows(registry_of(there)).browser_policies("chrome") == NOTHING
    assert Windows(registry_of({**there, key: {"BlockNewRequests": 0}})).browser_policies("firefox") == NOTHING
    file.write_text("broken", encoding="utf-8")
    assert Windows(registry_of(there)).browser_policies("firefox") == NOTHING


def test_firefox_rules_are_not_looked_for_in_the_folder_that_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "distribution").mkdir()
    (tmp_path / "distribution" / "policies.json").write_text(json.dumps({"policies": LOCKED}), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    bare = {r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\firefox.exe": {"": "firefox.exe"}}
    assert Windows(registry_of(bare)).browser_policies("firefox") == NOTHING


def test_a_mac_keeps_firefox_rules_in_a_file_too(tmp_path: Path) -> None:
    file = tmp_path / "Applications" / "Firefox.app" / "Contents" / "Resources" / "distribution" / "policies.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"policies": LOCKED}), encoding="utf-8")
    assert (
        MacOS((tmp_path / "Applications",), tmp_path / "Users" / "pat", tmp_path).browser_policies("firefox") == CAMERA
    )
    managed = tmp_path / "Library" / "Managed Preferences" / "org.mozilla.firefox.plist"
    managed.parent.mkdir(parents=True)
    managed.write_bytes(plistlib.dumps({"EnterprisePoliciesEnabled": True, **firefox(BlockNewRequests=False)}))
    assert (
        MacOS((tmp_path / "Applications",), tmp_path / "Users" / "pat", tmp_path).browser_policies("firefox") == NOTHING
    )


def test_a_computers_own_rule_comes_before_a_persons() -> None:
    def chrome(machine: int, person: int) -> BrowserPolicies:
        key = r"SOFTWARE\Policies\Google\Chrome"
        name = "VideoCaptureAllowed"
        return Windows(registry_of({rf"HKLM\{key}": {name: machine}, rf"HKCU\{key}": {name: person}})).browser_policies(
            "chrome"
        )

    assert (chrome(0, 1), chrome(1, 0)) == (CAMERA, NOTHING)


@pytest.mark.parametrize(
    ("browser", "files", "forbids"),
    [
        ("chrome", {"/etc/opt/chrome/policies/managed/a.json": {"VideoCaptureAllowed": False}}, CAMERA),
        ("edge", {"/etc/opt/edge/policies/managed/a.json": {"VideoCaptureAllowed": False}}, CAMERA),
        ("chromium", {"/etc/chromium/policies/managed/a.json": {"AudioCaptureAllowed": False}}, MICROPHONE),
        ("chromium", {"/etc/chromium-browser/policies/managed/a.json": {"VideoCaptureAllowed": False}}, CAMERA),
        ("brave", {"/etc/brave/policies/managed/a.json": {"VideoCaptureAllowed": False}}, CAMERA),
        ("chrome", {"/etc/opt/chrome/policies/recommended/a.json": {"VideoCaptureAllowed": False}}, NOTHING),
        # Chromium takes every file there, with comments and commas too many.
        ("chrome", {"/etc/opt/chrome/policies/managed/policy": {"VideoCaptureAllowed": False}}, CAMERA),
        (
            "chrome",
            {
                "/etc/opt/chrome/policies/managed/a.json": '// by IT\n{"x": "a // b, ]", /* why */\n'
                '"VideoCaptureAllowed": false,\n}'
            },
            CAMERA,
        ),
        (
            "chrome",
            {
                "/etc/opt/chrome/policies/managed/a.json": {"VideoCaptureAllowed": False},
                "/etc/opt/chrome/policies/managed/b.json": {"VideoCaptureAllowed": True},
            },
            NOTHING,
        ),
        ("chrome", {"/etc/opt/chrome/policies/managed/a.json": "{ broken"}, NOTHING),
        ("chrome", {"/etc/opt/chrome/policies/managed/a.json": "[" * 100_000}, NOTHING),
        ("chrome", {"/etc/opt/chrome/policies/managed/a.json": "\xff\0"}, NOTHING),
        ("chrome", {"/etc/opt/chrome/policies/managed/a.json": "17"}, NOTHING),
        ("firefox", {"/etc/firefox/policies/policies.json": {"policies": LOCKED}}, CAMERA),
        ("firefox", {"/usr/lib/firefox-esr/distribution/policies.json": {"policies": LOCKED}}, CAMERA),
        # The first that is there counts, whatever is in it.
        (
            "firefox",
            {
                "/etc/firefox/policies/policies.json": "broken",
                "/usr/lib/firefox/distribution/policies.json": {"policies": LOCKED},
            },
            NOTHING,
        ),
        ("firefox", {"/etc/firefox/policies/policies.json": {"policies": 3}}, NOTHING),
        ("safari", {}, NOTHING),
    ],
)
def test_linux_keeps_them_in_files(
    browser: str, files: dict[str, object], forbids: BrowserPolicies, tree: Tree
) -> None:
    for path, content in files.items():
        tree.file(path, content if isinstance(content, str) else json.dumps(content))
    assert tree.machine().browser_policies(browser) == forbids


@pytest.mark.parametrize(
    ("browser", "files", "forbids"),
    [
        ("chrome", {"com.google.Chrome": {"VideoCaptureAllowed": False}}, CAMERA),
        ("edge", {"pat/com.microsoft.Edge": {"AudioCaptureAllowed": False}}, MICROPHONE),
        (
            "brave",
            {
                "pat/com.brave.Browser": {"VideoCaptureAllowed": True},
                "com.brave.Browser": {"VideoCaptureAllowed": False},
            },
            CAMERA,
        ),
        ("firefox", {"org.mozilla.firefox": {"EnterprisePoliciesEnabled": True, **LOCKED}}, CAMERA),
        ("firefox", {"org.mozilla.firefox": {"EnterprisePoliciesEnabled": True, **FLAT}}, CAMERA),
        ("firefox", {"org.mozilla.firefox": {"EnterprisePoliciesEnabled": True, "Permissions": 1, **FLAT}}, NOTHING),
        # Firefox reads none of them without EnterprisePoliciesEnabled.
        ("firefox", {"org.mozilla.firefox": FLAT}, NOTHING),
        ("safari", {}, NOTHING),
        ("chrome", {}, NOTHING),
    ],
)
def test_a_mac_keeps_them_in_property_lists(
    browser: str, files: dict[str, dict[str, Any]], forbids: BrowserPolicies, tmp_path: Path
) -> None:
    for name, content in files.items():
        place = tmp_path / "Library/Managed Preferences" / f"{name}.plist"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(plistlib.dumps(content))
    machine = MacOS((tmp_path / "Applications",), tmp_path / "Users/pat", tmp_path)
    assert machine.browser_policies(browser) == forbids


ZOOM = Application(id="zoom")
FIREFOX = Application(id="firefox")


@pytest.mark.parametrize(
    ("kind", "applications", "installed", "own", "forbidden"),
    [
        (VisitKind.BROWSER, (), (), "chrome", True),
        (VisitKind.BROWSER, (), (), "firefox", False),
        (VisitKind.BROWSER, (), (), "", False),
        (VisitKind.APP, (ZOOM,), (), "chrome", False),
        (VisitKind.EITHER, (ZOOM,), ("zoom",), "chrome", False),
        (VisitKind.EITHER, (ZOOM,), (), "chrome", True),
        (VisitKind.EITHER, (), (), "chrome", True),
        # The clinic names the browser that it wants, and that one is free.
        (VisitKind.BROWSER, (FIREFOX,), ("firefox",), "chrome", False),
    ],
)
def test_it_counts_where_the_visit_opens_in_that_browser(
    kind: VisitKind, applications: tuple[Application, ...], installed: tuple[str, ...], own: str, forbidden: bool
) -> None:
    names = {"chrome": "Google Chrome", "firefox": "Firefox"}
    machine = RecordedMachine(
        Facts(
            system=System.LINUX,
            applications=dict.fromkeys(installed, ("program",)),
            browser=Browser(own, names[own]) if own else None,
            browser_policies={"chrome": BrowserPolicies(no_camera=True, no_microphone=True)},
        )
    )
    visit = Visit(kind=kind, applications=applications)
    for camera in (True, False):
        assert find_forbidding_browser(machine, visit, camera=camera) == ("Google Chrome" if forbidden else "")


GOOD_CAMERA = CameraReading("showing", 640, 480, 30.0, 120.0, 60.0, 500.0, 0.9, 118.0, False, 30.0)
GOOD_SOUND = SoundReading(MicrophoneState.SOUND, speech_dbfs=-25.0, noise_dbfs=-60.0, duration_s=8.0)


@pytest.mark.parametrize(("tip", "reading"), [("camera", GOOD_CAMERA), ("sound", GOOD_SOUND)])
def test_what_works_is_no_pass_where_the_browser_may_not_use_it(
    tip: str, reading: CameraReading | SoundReading
) -> None:
    check = load_check(tip)
    assert check.judge(reading, Setup(), {}).main.name == "good"
    found = check.judge(replace(reading, forbidden_in="Google Chrome"), Setup(), {})
    assert (found.main.code, found.main.verdict) == (f"{tip}.blocked", Verdict.FAIL)
    assert "Google Chrome" in ENGLISH.say(found.main.says.having(found.values))
    assert all(fix.pane is None for fix in found.main.fixes), "no switch of the system's helps"


def test_what_the_picture_lacks_is_told_beside_it() -> None:
    dark = replace(GOOD_CAMERA, luma=20.0, forbidden_in="Firefox")
    found = load_check("camera").judge(dark, Setup(), {})
    assert (found.main.name, [each.name for each in found.also]) == ("blocked", ["dark"])
    quiet = replace(GOOD_SOUND, speech_dbfs=-70.0, forbidden_in="Firefox")
    found = load_check("sound").judge(quiet, Setup(), {})
    assert (found.main.name, [each.name for each in found.also]) == ("blocked", ["too-quiet"])


def test_a_rule_that_cannot_be_read_costs_nobody_the_look_at_their_camera() -> None:
    class Broken(RecordedMachine):
        def browser_policies(self, browser: str) -> BrowserPolicies:
            raise AttributeError(browser)

    machine = Broken(Facts(system=System.LINUX, browser=Browser("chrome", "Google Chrome")))
    assert find_forbidding_browser(machine, Visit(kind=VisitKind.BROWSER), camera=True) == ""


@pytest.mark.linux("reads Linux' own files and devices")
def test_flatpaks_browser_does_not_see_the_systems_rules(tree: Tree) -> None:
    tree.file("/etc/opt/chrome/policies/managed/a.json", '{"VideoCaptureAllowed": false}')
    assert tree.machine().browser_policies("chrome") == CAMERA
    exports = tree.root / "var/lib/flatpak/exports/share"
    tree.entry(
        "/var/lib/flatpak/exports/share/applications/com.google.Chrome.desktop",
        "MimeType=x-scheme-handler/https;",
        command="/usr/bin/flatpak run com.google.Chrome",
        name="Google Chrome",
    )
    tree.program("/usr/bin/flatpak")
    tree.environment["XDG_DATA_DIRS"] = str(exports)
    chosen = "[Default Applications]\nx-scheme-handler/https=com.google.Chrome.desktop\n"
    tree.file("/home/pat/.config/mimeapps.list", chosen)
    assert tree.machine().browser_policies("chrome") == NOTHING


def test_staff_are_told_the_same_as_the_patient() -> None:
    [usual] = Seen("camera", ("blocked",)).findings()
    [by_rule] = Seen("camera", ("blocked",), facts={"forbidden_in": "Firefox"}).findings()
    assert usual is not None and by_rule is not None
    assert usual.code == by_rule.code == "camera.blocked"
    assert "VideoCaptureAllowed" in ENGLISH.say(by_rule.staff)
    assert "VideoCaptureAllowed" not in ENGLISH.say(usual.staff)
