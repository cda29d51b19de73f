"""The video program tip: its rule by a table, its measurement on trees of files and recorded facts."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.assets import asset
from readiness.checks import video_app
from readiness.checks.video_app import VideoAppCheck, VideoAppReading
from readiness.clinic import Application, Profile, Visit, VisitKind
from readiness.model import NoCommands, Pane, Setup, Sources, Verdict
from readiness.text import ENGLISH
from tests.machine.linux_tree import Tree

CHECK = VideoAppCheck()
ZOOM = Application(id="zoom")
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
    facts = str(asset("demo", "computer.json"))
    (sample,) = CHECK.measure(setup(VisitKind.APP, *BOTH, facts=facts), NoCommands())
    told = sample.reading
    assert told is not None
    assert told.applications == ("zoom",)
    assert "zoom:desktop-file" in told.signals
    assert (told.browser, told.found_names, told.missing_names) == ("firefox", ("Zoom",), ("Microsoft Teams",))
    assert told.missing_page.startswith("https://")


def test_testing_again_notices_that_it_was_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = Tree(tmp_path)
    wanted = setup(VisitKind.APP, ZOOM)
    monkeypatch.setattr(video_app, "chosen", lambda _: tree.machine())

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


def test_somebody_who_watches_sees_it_arrive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = Tree(tmp_path)
    monkeypatch.setattr(video_app, "chosen", lambda _: tree.machine())
    monkeypatch.setattr(video_app, "LOOK_AGAIN_S", 0.02)
    monkeypatch.setattr(video_app, "TICK_S", 0.01)
    commands = NoCommands()
    watching = Setup(profile=Profile(visit=Visit(VisitKind.APP, (ZOOM,))), watching=True)
    for sample in CHECK.measure(watching, commands):
        assert sample.reading is not None
        if sample.reading.applications:
            commands.stopped = True
        else:
            tree.program("/usr/bin/zoom")
    assert commands.stopped
