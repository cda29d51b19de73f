"""Which microphone and speaker to choose in the video program, and its own test call."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from readiness.core.clinic import Application
from readiness.core.finding import Judgement
from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.core.translation import Words
from readiness.core.verdict import Verdict
from readiness.profile.known_programs import resolve_programs
from readiness.wizard.style.theme import Appearance
from readiness.wizard.widgets.basic import make_label
from readiness.wizard.widgets.layouts import fill_row
from readiness.wizard.widgets.wrapping_button import WrappingButton

BOTH: Final = Text("In your video program, choose this microphone: {microphone}, and this speaker: {speaker}.")
MICROPHONE: Final = Text("In your video program, choose this microphone: {microphone}.")
SAME: Final = Text("In your video program, choose this same microphone and speaker.")
TEST_CALL: Final = Text("Make a test call in {app}")


def choose_advice(found: Judgement | None) -> tuple[Text, dict[str, object]] | None:
    """Choose what to say after this finding; None where the sound does not work yet."""
    if found is None or found.main.verdict not in (Verdict.PASS, Verdict.WARN):
        return None
    microphone, speaker = found.values.get("microphone_name"), found.values.get("speaker_name")
    if not microphone:
        return SAME, {}
    return (BOTH if speaker else MICROPHONE), {"microphone": microphone, "speaker": speaker}


def test_call(setup: Setup) -> Application | None:
    """Find the first of the visit's programs whose maker offers a test call; the visit's own come first."""
    return next((each for each in resolve_programs(setup.profile.visit.applications) if each.test_call_page), None)


class SameDevices(QWidget):
    """Shown beside the lists, once the sound works."""

    opened = Signal(str)
    """An address."""

    def __init__(self, look: Appearance, words: Words, setup: Setup) -> None:
        super().__init__()
        self._words = words
        self._label = make_label("", "soft")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.px(10))
        layout.addWidget(self._label)
        program = test_call(setup)
        if program is not None:
            button = WrappingButton(look, words.say(TEST_CALL, {"app": program.name}), "second", "external-link")
            button.clicked.connect(lambda: self.opened.emit(program.test_call_page))
            layout.addLayout(fill_row(QHBoxLayout(), [button, 1]))
        self.hide()

    def show_found(self, found: Judgement | None) -> None:
        """Say it after this finding, or be gone."""
        say = choose_advice(found)
        self.setVisible(say is not None)
        if say is not None:
            text, values = say
            self._label.setText(self._words.say(text, values))
