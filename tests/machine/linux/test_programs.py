"""Installed programs and browsers on Linux, in trees of files: no evidence without a program that could start."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from readiness.core.clinic import Application, Signals
from readiness.profile.known_programs import Browser, resolve_programs
from tests.machine.linux.tree import Tree

USER = "/home/pat/.local/share/applications"
SYSTEM = "/usr/share/applications"
FLATPAK = "/var/lib/flatpak/exports/share/applications"
USER_FLATPAK = "/home/pat/.local/share/flatpak/exports/share/applications"
SNAP = "/var/lib/snapd/desktop/applications"
ZOOM = resolve_programs((Application(id="zoom"),))[0]
HANDLES = "MimeType=application/x-zoom;x-scheme-handler/zoommtg;x-scheme-handler/zoomus;"


def zoom(tree: Tree) -> tuple[str, ...]:
    return tree.machine().programs().evidence(ZOOM)


def flatpak(tree: Tree, folder: str = FLATPAK) -> None:
    command = "/usr/bin/flatpak run --branch=stable us.zoom.Zoom @@u %U @@"
    tree.entry(f"{folder}/us.zoom.Zoom.desktop", command=command, name="Zoom Workplace")


INSTALLED: dict[str, tuple[Callable[[Tree], object], set[str]]] = {
    "by the maker's package": (
        lambda t: (
            t.program("/usr/bin/zoom"),
            t.entry(f"{SYSTEM}/Zoom.desktop", HANDLES, command="/usr/bin/zoom %U", name="Zoom"),
        ),
        {"desktop-file", "name", "url-handler", "program"},
    ),
    "for one user": (
        lambda t: (t.program("/opt/zoom/launch"), t.entry(f"{USER}/zoom.desktop", command="/opt/zoom/launch")),
        {"desktop-file"},
    ),
    "under another file name": (
        lambda t: (t.program("/usr/bin/it"), t.entry(f"{USER}/made-by-me.desktop", name="zoom")),
        {"name"},
    ),
    "in a sub-folder": (
        lambda t: (t.program("/usr/bin/it"), t.entry(f"{USER}/zoom-client/zoom-client.desktop", name="Zoom")),
        {"name"},
    ),
    "by its link handler": (
        lambda t: (t.program("/usr/bin/it"), t.entry(f"{USER}/some.desktop", HANDLES)),
        {"url-handler"},
    ),
    "by a link handler that the person chose": (
        lambda t: (
            t.program("/usr/bin/it"),
            t.entry(f"{USER}/some.desktop"),
            t.file(
                "/home/pat/.config/mimeapps.list", "[Default Applications]\nx-scheme-handler/zoommtg=some.desktop;\n"
            ),
        ),
        {"url-handler"},
    ),
    "on the search path": (lambda t: t.program("/usr/bin/zoom"), {"program"}),
    "by Flatpak": (flatpak, {"flatpak", "name"}),
    "by Flatpak for one user": (lambda t: flatpak(t, USER_FLATPAK), {"flatpak", "name"}),
    "by snap, through env": (
        lambda t: (
            t.program("/snap/bin/zoom-client"),
            t.entry(
                f"{SNAP}/zoom-client_zoom-client.desktop",
                command=f"env BAMF_DESKTOP_FILE_HINT={SNAP}/zoom-client_zoom-client.desktop /snap/bin/zoom-client %U",
            ),
        ),
        {"desktop-file"},
    ),
    "with a quoted command": (
        lambda t: (t.program("/opt/My Zoom/zoom"), t.entry(f"{USER}/zoom.desktop", command='"/opt/My Zoom/zoom" %U')),
        {"desktop-file"},
    ),
    "by a command that Flatpak exports": (
        lambda t: t.program("/var/lib/flatpak/exports/bin/us.zoom.Zoom"),
        {"flatpak"},
    ),
    "by its name in another language": (
        lambda t: (t.program("/usr/bin/it"), t.entry(f"{USER}/made.desktop", "Name[es]=Zoom Workplace", name="X")),
        {"name"},
    ),
    "hidden from the menu, or shown by another desktop alone": (
        lambda t: (
            t.program("/usr/bin/it"),
            t.entry(f"{USER}/zoom.desktop", "NoDisplay=true", "OnlyShowIn=KDE;", "NotShowIn=GNOME;"),
        ),
        {"desktop-file"},
    ),
    "started over D-Bus": (
        lambda t: (
            t.program("/usr/libexec/zoom"),
            t.file(f"{USER}/zoom.desktop", "[Desktop Entry]\nType=Application\nName=Z\nDBusActivatable=true\n"),
            t.file("/usr/share/dbus-1/services/zoom.service", "[D-BUS Service]\nName=zoom\nExec=/usr/libexec/zoom\n"),
        ),
        {"desktop-file"},
    ),
    "with escapes in its command": (
        lambda t: (t.program("/opt/a\\b/zoom"), t.entry(f"{USER}/zoom.desktop", command='"/opt/a\\\\\\\\b/zoom" %U')),
        {"desktop-file"},
    ),
    "with TryExec and Exec on the search path": (
        lambda t: (t.program("/usr/bin/it"), t.entry(f"{USER}/zoom.desktop", "TryExec=it", command="it --new %U")),
        {"desktop-file"},
    ),
    "by an added association": (
        lambda t: (
            t.program("/usr/bin/it"),
            t.entry(f"{USER}/some.desktop"),
            t.file(f"{USER}/mimeapps.list", "[Added Associations]\nx-scheme-handler/zoommtg=some.desktop;\n"),
        ),
        {"url-handler"},
    ),
    "with Windows line ends and a byte order mark": (
        lambda t: (
            t.program("/usr/bin/it"),
            t.file(f"{USER}/zoom.desktop", b"\xef\xbb\xbf[Desktop Entry]\r\nType=Application\r\nExec=/usr/bin/it\r\n"),
        ),
        {"desktop-file"},
    ),
}


@pytest.mark.parametrize("how", INSTALLED)
def test_an_installed_application_is_found(tree: Tree, how: str) -> None:
    install, signals = INSTALLED[how]
    assert zoom(tree) == ()
    install(tree)
    assert set(zoom(tree)) == signals


def test_removed_again_it_is_missing(tree: Tree) -> None:
    program = tree.program("/usr/bin/zoom")
    entry = tree.entry(f"{SYSTEM}/Zoom.desktop", command="zoom")
    assert zoom(tree)
    program.unlink()
    assert zoom(tree) == (), "a .desktop file that was left behind is no evidence"
    tree.program("/usr/bin/zoom")
    entry.unlink()
    assert zoom(tree) == ("program",)


NO_EVIDENCE: dict[str, Callable[[Tree], object]] = {
    "its program is gone": lambda t: t.entry(f"{SYSTEM}/Zoom.desktop", HANDLES, name="Zoom"),
    "its TryExec is gone": lambda t: (
        t.program("/usr/bin/it"),
        t.entry(f"{SYSTEM}/Zoom.desktop", "TryExec=/opt/zoom/zoom"),
    ),
    "its program may not be started": lambda t: (
        t.file("/usr/bin/it"),
        t.entry(f"{SYSTEM}/Zoom.desktop"),
    ),
    "its program is a folder": lambda t: (
        t.file("/usr/bin/it/readme"),
        t.entry(f"{SYSTEM}/Zoom.desktop"),
    ),
    "the user hid the system's": lambda t: (
        t.program("/usr/bin/it"),
        t.entry(f"{SYSTEM}/Zoom.desktop", HANDLES),
        t.entry(f"{USER}/Zoom.desktop", "Hidden=true"),
    ),
    "its command lies in no known place": lambda t: (
        t.program("/usr/bin/bin/zoom"),
        t.entry(f"{SYSTEM}/Zoom.desktop", command="bin/zoom"),
    ),
    "its D-Bus service is gone": lambda t: t.file(
        f"{USER}/zoom.desktop", "[Desktop Entry]\nType=Application\nName=Zoom\nDBusActivatable=true\n"
    ),
    "its link handler was taken away": lambda t: (
        t.program("/usr/bin/it"),
        t.entry(f"{SYSTEM}/some.desktop", HANDLES),
        t.file(
            "/home/pat/.config/mimeapps.list",
            "[Removed Associations]\nx-scheme-handler/zoommtg=some.desktop;\nx-scheme-handler/zoomus=some.desktop\n",
        ),
    ),
    "it is commented out": lambda t: (
        t.program("/usr/bin/it"),
        t.file(
            f"{SYSTEM}/Zoom.desktop",
            "# [Desktop Entry]\n#Exec=/usr/bin/it\n[Desktop Entry]\n#Exec=/usr/bin/it\nName=Q\n",
        ),
    ),
    "the exported command points nowhere": lambda t: (
        t.file("/var/lib/flatpak/exports/bin/other"),
        t.link("/var/lib/flatpak/exports/bin/us.zoom.Zoom", "../../app/us.zoom.Zoom/gone"),
    ),
    "it is a link to a page": lambda t: (
        t.program("/usr/bin/it"),
        t.file(f"{SYSTEM}/Zoom.desktop", "[Desktop Entry]\nType=Link\nExec=/usr/bin/it\nURL=https://zoom.us\n"),
    ),
    "a handler was chosen that is not installed": lambda t: t.file(
        "/home/pat/.config/mimeapps.list", "[Default Applications]\nx-scheme-handler/zoommtg=Zoom.desktop\n"
    ),
    "another program's name begins alike": lambda t: (
        t.program("/usr/bin/it"),
        t.entry(f"{SYSTEM}/zoomify.desktop", name="Zoom Player"),
    ),
    "the export points nowhere": lambda t: (
        t.file(f"{FLATPAK}/other.desktop"),
        t.link(f"{FLATPAK}/us.zoom.Zoom.desktop", "../../../../app/us.zoom.Zoom/gone"),
    ),
}


@pytest.mark.parametrize("why", NO_EVIDENCE)
def test_what_could_not_be_started_is_no_evidence(tree: Tree, why: str) -> None:
    NO_EVIDENCE[why](tree)
    assert zoom(tree) == ()


BROKEN: dict[str, bytes] = {
    "empty": b"",
    "no group": b"Exec=/usr/bin/it\n",
    "another group": b"[Desktop Action New]\nExec=/usr/bin/it\n",
    "Latin-1": b"[Desktop Entry]\nName=Zo\xf6m\xff\nExec=/usr/bin/\xe9\n",
    "UTF-16": "[Desktop Entry]\nExec=/usr/bin/it\n".encode("utf-16"),
    "zero bytes": b"[Desktop Entry]\nExec=/usr/\0bin/it\nTryExec=\0\n",
    "a quote that does not end": b'[Desktop Entry]\nExec="/usr/bin/gone\nName\n===\n[\n]\n[]\n',
    "no program": b"[Desktop Entry]\nExec=\nTryExec=\n",
    "env alone": b"[Desktop Entry]\nExec=env A=B\n",
    "binary": bytes(range(256)) * 64,
    "an endless name": b"[Desktop Entry]\nExec=/" + b"x" * 100_000 + b"\n",
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_passed_over(tree: Tree, what: str) -> None:
    tree.program("/usr/bin/it")
    tree.file(f"{USER}/zoom.desktop", BROKEN[what])
    tree.file("/home/pat/.config/mimeapps.list", BROKEN[what])
    assert zoom(tree) == ()
    assert tree.machine().programs().browser() is None
    tree.entry(f"{USER}/some.desktop", HANDLES)
    assert zoom(tree) == ("url-handler",), "one broken file must not hide a good one"


def test_a_pipe_in_the_folder_does_not_keep_us(tree: Tree) -> None:
    tree.program("/usr/bin/it")
    tree.entry(f"{USER}/some.desktop", HANDLES)
    os.mkfifo(tree.root / f"{USER.lstrip('/')}/a.desktop")
    (tree.root / f"{USER.lstrip('/')}/round").symlink_to(".")
    assert zoom(tree) == ("url-handler",)


def test_the_environment_says_where_the_data_is(tree: Tree) -> None:
    tree.program("/usr/bin/it")
    tree.entry("/elsewhere/applications/zoom.desktop")
    tree.entry("/wide/applications/teams.desktop")
    tree.environment |= {
        "XDG_DATA_HOME": str(tree.root / "elsewhere"),
        "XDG_DATA_DIRS": f"relative:{tree.root / 'wide'}",
    }
    teams = resolve_programs((Application(id="teams"),))[0]
    assert zoom(tree) == ("desktop-file",)
    assert tree.machine().programs().evidence(teams) == ("desktop-file",)


def test_a_profile_brings_signals_of_its_own(tree: Tree) -> None:
    own = resolve_programs(
        (Application(id="zoom", linux=Signals(programs=("our-zoom",))), Application(name="Visit Now"))
    )
    tree.program("/usr/bin/our-zoom")
    tree.entry(f"{USER}/anything.desktop", command="our-zoom", name="Visit now")
    assert [tree.machine().programs().evidence(each) for each in own] == [("program",), ("name",)]


FIREFOX = Browser("firefox", "Firefox")
HTTPS = "MimeType=text/html;x-scheme-handler/http;x-scheme-handler/https;"


def test_the_chosen_browser_is_the_default(tree: Tree) -> None:
    tree.program("/usr/bin/firefox")
    tree.program("/usr/bin/midori")
    tree.entry(f"{SYSTEM}/a.desktop", HTTPS, command="midori", name="Midori")
    assert tree.machine().programs().browser() == Browser("other", "Midori"), "any that handles web links"
    tree.entry(f"{SYSTEM}/firefox-esr.desktop", HTTPS, command="/usr/bin/firefox %u", name="Web")
    choice = tree.file("/etc/xdg/mimeapps.list", "[Default Applications]\nx-scheme-handler/https=firefox-esr.desktop\n")
    assert tree.machine().programs().browser() == FIREFOX
    tree.file(
        "/home/pat/.config/mimeapps.list", "[Default Applications]\nx-scheme-handler/https=gone.desktop;a.desktop\n"
    )
    assert tree.machine().programs().browser() == Browser("other", "Midori"), "the user's choice is before the system's"
    choice.unlink()
    tree.environment["XDG_CURRENT_DESKTOP"] = "X-Any:GNOME"
    tree.file("/etc/xdg/gnome-mimeapps.list", "[Default Applications]\nx-scheme-handler/https=firefox-esr.desktop\n")
    (tree.home / ".config/mimeapps.list").unlink()
    assert tree.machine().programs().browser() == FIREFOX, "a desktop's own list counts"


def test_a_browser_without_a_program_is_none(tree: Tree) -> None:
    tree.entry(f"{SYSTEM}/firefox.desktop", HTTPS, command="/usr/bin/firefox %u")
    tree.file("/home/pat/.config/mimeapps.list", "[Default Applications]\nx-scheme-handler/https=firefox.desktop\n")
    assert tree.machine().programs().browser() is None


def test_without_a_desktop_the_search_path_decides(tree: Tree) -> None:
    tree.program("/usr/bin/x-www-browser")
    assert tree.machine().programs().browser() == Browser("other", "")
    tree.program("/usr/bin/firefox-esr")
    assert tree.machine().programs().browser() == FIREFOX


def test_data_folders_that_are_given_stand_for_the_usual_ones(tree: Tree) -> None:
    tree.program("/usr/bin/it")
    tree.entry(f"{SYSTEM}/zoom.desktop")
    assert zoom(tree) == ("desktop-file",)
    tree.environment["XDG_DATA_DIRS"] = str(tree.root / "elsewhere")
    assert zoom(tree) == ()
    tree.environment["XDG_DATA_DIRS"] = "not/absolute:"
    assert zoom(tree) == ("desktop-file",), "what the rules say to ignore leaves the usual ones"


def test_flatpaks_of_a_user_whose_data_lies_elsewhere(tree: Tree) -> None:
    tree.environment["XDG_DATA_HOME"] = str(tree.root / "data")
    flatpak(tree, "/data/flatpak/exports/share/applications")
    assert set(zoom(tree)) == {"flatpak", "name"}


def test_a_nearer_folder_can_take_a_handler_away_and_give_it_back(tree: Tree) -> None:
    tree.program("/usr/bin/it")
    tree.entry(f"{SYSTEM}/some.desktop", HANDLES)
    tree.file("/etc/xdg/mimeapps.list", "[Removed Associations]\nx-scheme-handler/zoommtg=some.desktop\n")
    tree.file("/home/pat/.config/mimeapps.list", "[Added Associations]\nx-scheme-handler/zoommtg=some.desktop\n")
    assert zoom(tree) == ("url-handler",)


def test_a_browser_in_a_terminal_or_a_mere_hand_on_is_none(tree: Tree) -> None:
    tree.program("/usr/bin/w3m")
    tree.program("/usr/bin/exo-open")
    tree.entry(f"{SYSTEM}/w3m.desktop", HTTPS, "Terminal=true", command="w3m %u", name="w3m")
    tree.entry(f"{SYSTEM}/xfce4-web-browser.desktop", HTTPS, command="exo-open --launch WebBrowser %u", name="Web")
    assert tree.machine().programs().browser() is None
    tree.program("/usr/bin/it")
    tree.entry(f"{SYSTEM}/zz.desktop", HTTPS, name="Epiphany")
    assert tree.machine().programs().browser() == Browser("other", "Epiphany")


def test_the_systems_browser_link_is_followed(tree: Tree) -> None:
    tree.program("/usr/lib/firefox-esr/firefox-esr")
    tree.link("/usr/bin/x-www-browser", str(tree.root / "usr/lib/firefox-esr/firefox-esr"))
    assert tree.machine().programs().browser() == FIREFOX
