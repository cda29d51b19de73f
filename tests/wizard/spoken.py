"""The window as a screen reader has it: the real AT-SPI tree, and keys through a real X server.

Give it a display and a session bus that nobody else uses: `dbus-run-session -- python -m tests.wizard.spoken`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

ROOT = "/org/a11y/atspi/accessible/root"
REGISTRY = "org.a11y.atspi.Registry"
ACCESSIBLE = "org.a11y.atspi.Accessible"
EVENT = "org.a11y.atspi.Event.Object"
ENABLED, FOCUSABLE, FOCUSED, SHOWING = 8, 11, 12, 25
"""Bits of the state set (AtspiStateType)."""

VERDICTS = ("Good. ", "Advice. ", "Problem. ", "Not checked. ")
"""How a finding's name begins."""

Ref = tuple[str, str]


@dataclass
class Reader:
    """What a screen reader knows: the tree, the focus and what was announced."""

    bus: DBusConnection
    announced: list[str] = field(default_factory=list)
    renamed: int = 0
    """How often something said that it is called otherwise now."""
    focus: Ref | None = None

    def call(self, to: Ref, interface: str, method: str, signature: str = "", body: tuple[Any, ...] = ()) -> Any:
        """The answer's first value; events that come meanwhile are heard."""
        address = DBusAddress(to[1], bus_name=to[0], interface=interface)
        serial = next(self.bus.outgoing_serial)
        self.bus.send(new_method_call(address, method, signature or None, body), serial=serial)
        end = time.monotonic() + 10
        while time.monotonic() < end:
            message = self.bus.receive(timeout=10)
            if message.header.fields.get(HeaderFields.reply_serial) == serial:
                if message.header.message_type is MessageType.error:
                    raise LookupError(f"{method} at {to}: {message.body}")
                return message.body[0] if message.body else None
            self._hear(message)
        raise TimeoutError(method)

    def _hear(self, message: Message) -> None:
        if message.header.message_type is not MessageType.signal:
            return
        member, sender = message.header.fields.get(HeaderFields.member), message.header.fields[HeaderFields.sender]
        if member == "StateChanged" and message.body[0] == "focused" and message.body[1]:
            self.focus = (sender, message.header.fields[HeaderFields.path])
        elif member == "Announcement":
            self.announced.append(str(message.body[3][1]))
        elif member == "PropertyChange" and message.body[0] == "accessible-name":
            self.renamed += 1

    def listen(self, seconds: float) -> None:
        """Hear what comes for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                self._hear(self.bus.receive(timeout=left))
            except TimeoutError:
                return

    def name(self, of: Ref) -> str:
        """What it is called."""
        value = self.call(of, "org.freedesktop.DBus.Properties", "Get", "ss", (ACCESSIBLE, "Name"))
        return str(value[1])

    def states(self, of: Ref) -> int:
        """Its state set."""
        low, high = self.call(of, ACCESSIBLE, "GetState")
        return int(low) | int(high) << 32

    def children(self, of: Ref) -> list[Ref]:
        """What is in it."""
        return [(name, path) for name, path in self.call(of, ACCESSIBLE, "GetChildren")]

    def walk(self, of: Ref) -> list[tuple[Ref, str, int]]:
        """Everything in it that shows: reference, name, states."""
        found: list[tuple[Ref, str, int]] = []
        for child in self.children(of):
            try:
                states = self.states(child)
                if states >> SHOWING & 1:
                    found.append((child, self.name(child), states))
                found += self.walk(child)
            except LookupError:  # gone meanwhile
                continue
        return found


class Person:
    """Somebody with a keyboard and a screen reader, and nothing else."""

    def __init__(self, reader: Reader, program: subprocess.Popen[str]) -> None:
        self.reader, self.program = reader, program
        self.window = self._wait(self._find, 30, "the window in the tree")
        found = self._wait(self._x_window, 20, "the window on the screen")
        subprocess.run(["xdotool", "windowfocus", "--sync", found], check=False, timeout=20)

    def _x_window(self) -> str:
        command = ["xdotool", "search", "--onlyvisible", "--pid", str(self.program.pid)]
        found = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", timeout=20).stdout.split()
        return found[-1] if found else ""

    def _find(self) -> Ref | None:
        for application in self.reader.children((REGISTRY, ROOT)):
            for window in self.reader.children(application):
                if "Visit Readiness" in self.reader.name(window):
                    return window
        return None

    def _wait(self, condition: Callable[[], Any], seconds: float, what: str) -> Any:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if value := condition():
                return value
            self.reader.listen(0.1)
        raise AssertionError(f"not within {seconds} s: {what}; heard {self.reader.announced[-5:]}, at {self.here!r}")

    @property
    def title(self) -> str:
        """The window's title."""
        return self.reader.name(self.window)

    @property
    def here(self) -> str:
        """What the screen reader says of the focus."""
        try:
            return "" if self.reader.focus is None else self.reader.name(self.reader.focus)
        except LookupError:
            return ""

    def press(self, key: str) -> None:
        """One key, through the X server."""
        subprocess.run(["xdotool", "key", key], check=True, timeout=20)
        self.reader.listen(0.15)

    def tab_to(self, fits: Callable[[str], bool], at_most: int = 40) -> str:
        """By Tab to the first thing whose name fits; its name."""
        for _ in range(at_most):
            if fits(self.here):
                return self.here
            self.press("Tab")
        raise AssertionError(f"Tab never comes there; at {self.here!r} on {self.title!r}")

    def nameless(self) -> list[Ref]:
        """What takes the focus and has no name."""
        return [ref for ref, name, states in self.reader.walk(self.window) if states >> FOCUSABLE & 1 and not name]


def listen() -> Reader:
    """A reader on the accessibility bus of this session."""
    session = open_dbus_connection("SESSION")
    status = DBusAddress("/org/a11y/bus", bus_name="org.a11y.Bus", interface="org.a11y.Bus")
    address = session.send_and_get_reply(new_method_call(status, "GetAddress")).body[0]
    bus = open_dbus_connection(address)
    rule = MatchRule(type="signal", interface=EVENT)
    bus.send_and_get_reply(message_bus.AddMatch(rule))
    reader = Reader(bus)
    registry = (REGISTRY, "/org/a11y/atspi/registry")
    for event in ("object:state-changed:focused", "object:announcement", "object:property-change:accessible-name"):
        reader.call(registry, REGISTRY, "RegisterEvent", "sass", (event, [], ""))
    return reader


def whole_check(person: Person) -> None:
    """From the start to the result, by keyboard alone, by what is read out."""
    reader = person.reader
    assert person.nameless() == []
    person.tab_to(lambda name: name == "Check everything for me")
    person.press("space")
    person._wait(lambda: person.title.startswith("Checking everything"), 10, "the progress page")
    assert person.nameless() == []
    before = reader.renamed
    person._wait(lambda: not person.title.startswith("Checking"), 90, "all is measured")
    assert "Now listen for a chime." in reader.announced, reader.announced
    # Levels and progress come twenty times a second: none of it may be read out.
    assert len(reader.announced) < 15, reader.announced
    assert reader.renamed - before < 60, reader.renamed - before
    seen = []
    while not person.title.startswith("Your result"):
        title = person.title
        seen.append(title)
        assert person.here in title, (person.here, title)  # the page's heading has the focus and is read out
        assert person.nameless() == [], title
        asked: set[str] = set()
        while True:
            person.press("Tab")
            if person.here.endswith(" Yes") and person.here not in asked:
                asked.add(person.here)
                person.press("space")
            if person.here == "Next":
                break
            assert len(asked) < 20
        assert asked, title
        person.press("Return")
        person._wait(lambda before=title: person.title != before, 30, "the next page")  # type: ignore[misc]
    names = [name for _, name, _ in reader.walk(person.window)]
    assert any("617-555-0142" in name for name in names)
    assert any(each.startswith("Ready. ") for each in reader.announced), reader.announced
    assert len(set(reader.announced)) == len(reader.announced), reader.announced  # each is said once
    assert person.nameless() == []
    print("\n".join([*seen, person.title, *(f"announced: {each}" for each in reader.announced)]), flush=True)


def finding(person: Person) -> str:
    """What the card in sight says, by its name in the tree; empty where there is none."""
    names = (name for _, name, _ in person.reader.walk(person.window))
    return next((name for name in names if name.startswith(VERDICTS)), "")


def page_by_page(person: Person) -> None:
    """Every page of the tip list, in its order, by keyboard alone, by what is read out."""
    reader = person.reader
    assert person.nameless() == []
    person.tab_to(lambda name: name == "Start the check")
    person.press("Return")
    person._wait(lambda: not person.title.startswith("Visit Readiness"), 10, "the first page")
    found: list[str] = []
    while not person.title.startswith("Your result"):
        title = person.title
        print(title, flush=True)
        assert person.here in title, (person.here, title)
        assert person.nameless() == [], title
        there = {name for _, name, _ in reader.walk(person.window)}
        led = "Start" in there
        if led:
            person.tab_to(lambda name: name == "Start")
            person.press("space")
        person._wait(
            lambda led=led: is_measured(person, led) and (led or questions(person) or finding(person)),  # type: ignore[misc]
            60,
            f"a finding or a question on {title}",
        )
        asked: set[str] = set()
        for _ in range(60):
            if person.here.endswith(" Yes") and person.here not in asked:
                asked.add(person.here)
                person.press("space")
            if person.here == "Next" and not questions(person) - asked:
                break
            person.press("Tab")
        said = person._wait(lambda: finding(person), 10, f"the finding on {title}")
        person._wait(lambda said=said: said in reader.announced, 5, f"“{said}” read out")  # type: ignore[misc]
        found.append(said)
        print(f"finding: {said}", flush=True)
        person.press("Return")
        person._wait(lambda before=title: person.title != before, 30, "the next page")  # type: ignore[misc]
        person._wait(lambda: not person.title.startswith("Checking"), 60, "all is measured")
    assert person.nameless() == []
    names = [name for _, name, _ in reader.walk(person.window)]
    assert any("617-555-0142" in name for name in names)
    assert {each: reader.announced.count(each) for each in found} == dict.fromkeys(found, 1), reader.announced
    results = [each for each in reader.announced if each.startswith("Ready. ")]
    assert len(results) == 1, reader.announced
    assert "Now listen for a chime." in reader.announced, reader.announced
    assert len(reader.announced) < 40, reader.announced
    print(person.title, f"result: {results[0]}", *(f"announced: {each}" for each in reader.announced), sep="\n")


def is_measured(person: Person, led: bool) -> bool:
    """Is what is measured on this page over? What is left before is broken off, and says so in the result."""
    tree = person.reader.walk(person.window)
    again = [states >> ENABLED & 1 for _, name, states in tree if name == "Try again"]
    return any(again) if led else all(again)


def questions(person: Person) -> set[str]:
    """The questions in sight, by the names of their answers “Yes”."""
    return {name for _, name, _ in person.reader.walk(person.window) if name.endswith(" Yes")}


def main(walk: Callable[[Person], None]) -> int:
    """Start the program, go through it, close it."""
    reader = listen()
    environment = {**os.environ, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "QT_QPA_PLATFORM": "xcb", "LANG": "C.UTF-8"}
    command = [sys.executable, "-m", "readiness", "--demo", "--language", "en"]
    with subprocess.Popen(command, env=environment, encoding="utf-8") as program:
        try:
            walk(Person(reader, program))
        finally:
            program.terminate()
    return 0


if __name__ == "__main__":
    sys.exit(main(page_by_page if "page-by-page" in sys.argv else whole_check))
