"""The video program tip: its rule by a table, its measurement on trees of files and recorded facts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from readiness.core.assets import find_asset
from readiness.core.check import NoCommands
from readiness.core.clinic import Application, Profile, Visit, VisitKind
from readiness.core.finding import Pane
from readiness.core.setup import Setup, Sources
from readiness.core.translation import ENGLISH
from readiness.core.verdict import Verdict
from readiness.tips.video_app import VideoAppCheck, measure
from readiness.tips.video_app.reading import VideoAppReading
from tests.machine.linux.tree import Tree

CHECK = VideoAppCheck()
ZOOM = Application(id="zoom")


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A Linux computer with nothing on it."""
    return Tree(tmp_path)


BOTH = (ZOOM, Application(id="teams"))
NOTHING = VideoAppReading()
BROWSER = VideoAppReading(browser="firefox")


def setup(kind: VisitKind, *applications: Application, facts: str | None = None) -> Setup:
    return Setup(profile=Profile(visit=Visit(kind, applications)), sources=Sources(facts=facts))


def reading(found: str = "", missing: str = "", browser: str | None = None) -> VideoAppReading:
    return VideoAppReading(browser=browser, found_names=tuple(found.split()), missing_names=tuple(missing.split()))


@pytest.mark.parametrize(
    ("kind", "applications", "told", "name"),
    [
        (VisitKind.APP, (), BROWSER, "not-needed"),
        (VisitKind.APP, (ZOOM,), reading(missing="Zoom", browser="firefox"), "missing"),
        (VisitKind.APP, (ZOOM,), reading(found="Zoom"), "installed"),
        (VisitKind.APP, BOTH, reading(found="Zoom", missing="Teams"), "missing"),
        (VisitKind.APP, BOTH, reading(found="Zoom Teams"), "installed"),
        (VisitKind.BROWSER, (), NOTHING, "no-browser"),
        (VisitKind.BROWSER, (ZOOM,), reading(found="Zoom"), "no-browser"),
        (VisitKind.BROWSER, (), BROWSER, "browser-ok"),
        (VisitKind.BROWSER, (), reading(browser="other"), "browser-ok"),
        (VisitKind.EITHER, BOTH, reading(found="Teams", missing="Zoom"), "installed"),
        (VisitKind.EITHER, BOTH, reading(missing="Zoom Teams", browser="edge"), "browser-ok"),
        (VisitKind.EITHER, BOTH, reading(missing="Zoom Teams"), "no-browser"),
        (VisitKind.EITHER, (), NOTHING, "no-browser"),
        (VisitKind.EITHER, (), BROWSER, "browser-ok"),
    ],
)
def test_rule(kind: VisitKind, applications: tuple[Application, ...], told: VideoAppReading, name: str) -> None:
    assert CHECK.judge(told, setup(kind, *applications), {}).main.name == name


NEW = Application(id="zoom", minimum_version="6.0")
FIREFOX = Application(id="firefox", minimum_version="115")
FOUND = VideoAppReading(applications=("zoom",), found_names=("Zoom",), found_versions=("5.17.5",))
PAGE = "https://zoom.us/download"


@pytest.mark.parametrize(
    ("version", "name"),
    [("5.17.5", "old"), ("6.0.1", "installed"), ("6", "installed"), ("", "installed")],
)
@pytest.mark.parametrize("kind", [VisitKind.APP, VisitKind.EITHER])
def test_older_than_the_clinics_minimum_is_advice(kind: VisitKind, version: str, name: str) -> None:
    found = CHECK.judge(replace(FOUND, found_versions=(version,)), setup(kind, NEW), {})
    assert found.main.name == name
    assert found.main.verdict is (Verdict.WARN if name == "old" else Verdict.PASS)


def test_an_old_program_is_named_with_its_page() -> None:
    found = CHECK.judge(replace(FOUND, found_pages=(PAGE,)), setup(VisitKind.APP, NEW), {})
    assert ENGLISH.say(found.main.says, found.values).startswith("Zoom on this computer is old.")
    assert [fix.pane for fix in found.main.fixes] == [None, Pane.DOWNLOAD, None]
    assert PAGE in ENGLISH.say(found.main.fixes[1].says, found.values)
    found = CHECK.judge(FOUND, setup(VisitKind.APP, NEW), {})
    assert all(fix.pane is None for fix in found.main.fixes), "no page, no button"


def test_without_a_minimum_no_version_is_old() -> None:
    assert CHECK.judge(FOUND, setup(VisitKind.APP, ZOOM), {}).main.name == "installed"


@pytest.mark.parametrize(("version", "name"), [("102.3", "browser-old"), ("128.5", "browser-ok"), ("", "browser-ok")])
def test_an_old_browser_is_advice(version: str, name: str) -> None:
    told = replace(BROWSER, browser_name="Firefox", browser_version=version)
    found = CHECK.judge(told, setup(VisitKind.BROWSER, FIREFOX), {})
    assert found.main.name == name


DOXY = Application(id="doxy-me")


@pytest.mark.parametrize(
    ("told", "name"),
    [
        (VideoAppReading(needs_browser=True), "no-browser"),
        (VideoAppReading(needs_browser=True, browser="firefox"), "browser-ok"),
        (VideoAppReading(needs_browser=True, browser="firefox", found_names=("Zoom",)), "installed"),
        (VideoAppReading(needs_browser=True, found_names=("Zoom",)), "no-browser"),
        (VideoAppReading(needs_browser=True, browser="firefox", missing_names=("Zoom",)), "missing"),
    ],
)
def test_a_page_needs_a_browser_and_nothing_else(told: VideoAppReading, name: str) -> None:
    assert CHECK.judge(told, setup(VisitKind.APP, DOXY), {}).main.name == name


def see(tree: Tree, wanted: Setup) -> tuple[str, VideoAppReading]:
    told = measure.find_programs(tree.machine(), wanted)
    return CHECK.judge(told, wanted, {}).main.name, told


@pytest.mark.linux("looks for programs in a Linux computer's folders")
def test_doxy_me_is_never_missing(tree: Tree) -> None:
    wanted = setup(VisitKind.APP, DOXY)
    assert see(tree, wanted)[0] == "no-browser"
    tree.program("/usr/bin/firefox")
    name, told = see(tree, wanted)
    assert (name, told.missing_names, told.browser) == ("browser-ok", (), "firefox")


@pytest.mark.linux("looks for programs in a Linux computer's folders")
def test_a_browser_that_the_clinic_names(tree: Tree) -> None:
    """The person's own where it will do; another that is named before none; an old one before none."""
    wanted = setup(VisitKind.BROWSER, Application(id="chrome", minimum_version="100"), FIREFOX)
    tree.program("/usr/bin/epiphany")
    tree.entry("/usr/share/applications/e.desktop", "MimeType=x-scheme-handler/https", command="epiphany", name="Web")
    name, told = see(tree, wanted)
    assert (name, told.browser, told.wanted_browsers) == ("no-browser", None, ("Google Chrome", "Firefox"))
    tree.program("/usr/bin/firefox")
    tree.file("/opt/firefox/application.ini", "[App]\nVersion=102.0\n")
    name, told = see(tree, wanted)
    assert (name, told.browser, told.versions) == ("browser-old", "firefox", ("firefox:102.0",))
    tree.program("/usr/bin/google-chrome")
    name, told = see(tree, wanted)
    assert (name, told.browser) == ("browser-ok", "chrome")
    tree.file("/opt/firefox/application.ini", "[App]\nVersion=128.0\n")
    tree.entry("/usr/share/applications/firefox.desktop", "MimeType=x-scheme-handler/https", command="firefox")
    tree.file("/etc/xdg/mimeapps.list", "[Default Applications]\nx-scheme-handler/https=firefox.desktop\n")
    name, told = see(tree, wanted)
    assert (name, told.browser) == ("browser-ok", "firefox")


@pytest.mark.linux("looks for programs in a Linux computer's folders")
def test_a_browser_that_must_be_installed_like_a_program(tree: Tree) -> None:
    wanted = setup(VisitKind.APP, Application(id="chrome"))
    name, told = see(tree, wanted)
    assert (name, told.missing_names) == ("missing", ("Google Chrome",))
    assert told.missing_page.startswith("https://")
    tree.program("/usr/bin/google-chrome")
    assert see(tree, wanted)[0] == "installed"


@pytest.mark.linux("looks for programs in a Linux computer's folders")
def test_the_reading_tells_versions(tree: Tree) -> None:
    tree.program("/usr/bin/zoom")
    tree.file("/opt/zoom/version.txt", "5.17.5.2543")
    tree.program("/usr/bin/firefox")
    tree.file("/opt/firefox/application.ini", "[App]\nVersion=128.5.0\n")
    name, told = see(tree, setup(VisitKind.EITHER, NEW))
    assert name == "old"
    assert told.versions == ("zoom:5.17.5", "firefox:128.5.0"), "as much as a report may tell"


def test_it_is_required() -> None:
    assert CHECK.required
    assert CHECK.finding("missing").verdict is CHECK.finding("no-browser").verdict is Verdict.FAIL


def test_a_missing_program_is_named_with_its_page() -> None:
    told = VideoAppReading(missing_names=("Zoom {app}", "Teams"), missing_page="https://zoom.us/download")
    found = CHECK.judge(told, setup(VisitKind.APP, *BOTH), {})
    assert ENGLISH.say(found.main.says, found.values) == "Zoom {app} is not on this computer yet."
    first = found.main.fixes[0]
    assert first.pane is Pane.DOWNLOAD
    assert ENGLISH.say(first.says, found.values).endswith("https://zoom.us/download")


def test_without_a_page_the_clinic_is_asked() -> None:
    found = CHECK.judge(VideoAppReading(missing_names=("Own",)), setup(VisitKind.APP, ZOOM), {})
    assert found.main.code == "video-app.missing"
    assert all(fix.pane is None for fix in found.main.fixes)
    assert ENGLISH.say(found.main.fixes[0].says, found.values) == "Ask your clinic where to get Own."


def test_measured_from_the_demonstrations_facts() -> None:
    facts = str(find_asset("demo", "computer.json"))
    (sample,) = CHECK.measure(setup(VisitKind.APP, *BOTH, facts=facts), NoCommands())
    told = sample.reading
    assert told is not None
    assert told.applications == ("zoom",)
    assert "zoom:desktop-file" in told.signals
    assert (told.browser, told.found_names, told.missing_names) == ("firefox", ("Zoom",), ("Microsoft Teams",))
    assert told.missing_page.startswith("https://")


@pytest.mark.linux("looks for programs in a Linux computer's folders")
def test_testing_again_notices_that_it_was_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = Tree(tmp_path)
    wanted = setup(VisitKind.APP, ZOOM)
    monkeypatch.setattr(measure, "machine_for", lambda _: tree.machine())

    def name() -> str:
        (sample,) = CHECK.measure(wanted, NoCommands())
        return CHECK.judge(sample.reading, wanted, {}).main.name

    assert name() == "missing"
    program = tree.program("/usr/bin/it")
    entry = tree.entry("/home/pat/.local/share/applications/zoom.desktop")
    assert name() == "installed"
    entry.unlink()
    assert name() == "missing"
    program.unlink()


@pytest.mark.linux("looks for programs in a Linux computer's folders")
def test_somebody_who_watches_sees_it_arrive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = Tree(tmp_path)
    monkeypatch.setattr(measure, "machine_for", lambda _: tree.machine())
    monkeypatch.setattr(measure, "LOOK_AGAIN_S", 0.02)
    monkeypatch.setattr(measure, "TICK_S", 0.01)
    commands = NoCommands()
    watching = Setup(profile=Profile(visit=Visit(VisitKind.APP, (ZOOM,))), watching=True)
    for sample in CHECK.measure(watching, commands):
        assert sample.reading is not None
        if sample.reading.applications:
            commands.stopped = True
        else:
            tree.program("/usr/bin/zoom")
    assert commands.stopped
