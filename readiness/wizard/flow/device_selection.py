"""Which devices are used: what was named at the start, what the person chose, what is there. Knows no Qt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from readiness.core.check import Resource
from readiness.core.setup import Sources
from readiness.wizard.memory.device_choices import DeviceChoices

# The first page needs none of these; they come once it is there.
if TYPE_CHECKING:
    from readiness.probe.listed_devices import Devices, ListedDevice
    from readiness.wizard.flow.session import Session


class DeviceSelection:
    """Keeps a session's sources to what was chosen, while devices come and go."""

    def __init__(self, choices: DeviceChoices, given: Sources) -> None:
        """Keep what was named at the start (`given`); only what was left open is chosen on a page."""
        self.choices = choices
        self.devices: Devices | None = None
        self._given = given

    def follow(self, devices: Devices, session: Session) -> bool:
        """Follow which devices are there. True where another source is used now: what was chosen came back, or went."""
        self.devices = devices
        moved = False
        for kind, source in self.choices.sources(devices).items():
            if getattr(self._given, kind.value) is None:
                moved |= self._use(kind, source, session)
        return moved

    def choose(self, kind: Resource, source: str | None, session: Session) -> None:
        """Use another camera, microphone or speaker; what was measured with the last one is out of date."""
        listed: tuple[ListedDevice, ...] = () if self.devices is None else getattr(self.devices, kind.value)
        self.choices.choose(kind, next((each for each in listed if each.source == source), None))
        self._given = replace(self._given, **{kind.value: None})
        self._use(kind, source, session)
        for state in session.tips.values():
            if kind in state.check.uses and state.outcome is not None:
                state.stale = True

    def _use(self, kind: Resource, source: str | None, session: Session) -> bool:
        """Use this source from now on; False where it was so already."""
        if getattr(session.setup.sources, kind.value) == source:
            return False
        sources = replace(session.setup.sources, **{kind.value: source})
        session.setup = replace(session.setup, sources=sources)
        return True
