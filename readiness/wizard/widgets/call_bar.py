"""The bar below every page: whom to call, always at the same place; text size, language and Help."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from readiness.core.clinic import CALL
from readiness.core.text import Text
from readiness.core.translation import Language, Words, own_name
from readiness.wizard.style.theme import SCALES, Appearance
from readiness.wizard.widgets.basic import Button, Icon, make_label

ADD: Final = Text("Add your clinic’s number")
CHANGE: Final = Text("Change the number")
HELP: Final = Text("Help")
TEXT_SIZE: Final = Text("Text size")
TEXT_SIZE_IS: Final = Text("Text size: {percent} %")
PERCENT: Final = Text("{percent} %")
LANGUAGE_IS: Final = Text("Language: {language}")


class CallBar(QWidget):
    """The number that the patient can always call; until there is one, a button to add it."""

    add = Signal()
    help = Signal()
    scaled = Signal(float)
    spoken = Signal(str)
    """The code of the language that was chosen."""

    def __init__(self, look: Appearance, words: Words, languages: Callable[[], Sequence[Language]]) -> None:
        super().__init__()
        self.setObjectName("bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumHeight(look.px(58))
        self._look, self._words, self._languages = look, words, languages
        self._before, self.number, self._after = (
            make_label("", "bar-text"),
            make_label("", "bar-number"),
            make_label("", "bar-text"),
        )
        for each in (self._before, self.number, self._after):
            each.setWordWrap(False)
        self.number.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.number.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.number.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # digits keep their order in every language
        self.add_button = Button(look, words.say(ADD), "bar", "plus")
        self.add_button.clicked.connect(self.add)
        self.size_button = Button(look, words.say(TEXT_SIZE), "bar", "a-large-small")
        percent = round(100 * look.scale)
        self.size_button.setAccessibleName(words.say(TEXT_SIZE_IS, {"percent": percent}))
        self.size_button.clicked.connect(self._choose_size)
        spoken = own_name(words.language)
        self.language_button = Button(look, spoken, "bar", "languages")
        self.language_button.setAccessibleName(words.say(LANGUAGE_IS, {"language": spoken}))
        self.language_button.clicked.connect(self._choose_language)
        self.help_button = Button(look, words.say(HELP), "bar", "circle-question-mark")
        self.help_button.clicked.connect(self.help)
        self._controls = (self.size_button, self.language_button, self.help_button)
        self._phone = Icon(look, "phone", 24, lambda: look.tokens.bar_ink)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(look.space(28), look.space(6), look.space(18), look.space(6))
        layout.setSpacing(look.space(10))
        for widget in (self._phone, self._before, self.number, self._after, self.add_button):
            layout.addWidget(widget)
        layout.addStretch(1)
        for button in self._controls:
            layout.addWidget(button)

    def show_number(self, number: str, *, typed: bool) -> None:
        """Show the clinic's number, or the one that the patient typed; empty where there is none."""
        # The number is set apart in larger type, wherever in the sentence the language has it.
        before, _, after = self._words.say(CALL, {"number": _HERE}).partition(_HERE)
        self._before.setText(before.strip(_GAPS))
        self._after.setText(after.strip(_GAPS))
        self.number.setText(number)
        self.number.setAccessibleName(self._words.say(CALL, {"number": number}))
        self.number.setVisible(bool(number))
        self.add_button.setVisible(typed or not number)
        self.add_button.say(self._words.say(CHANGE if typed else ADD))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Show all words where there is room; else the sentence gives way to its icon, then the buttons' words do."""
        sentence: list[QWidget] = [each for each in (self._before, self._after) if self.number.text() and each.text()]
        shrinking = [*self._controls, *([self.add_button] if not self.add_button.isHidden() else [])]
        for button in shrinking:
            button.show_words(shown=True)
        always: list[QWidget] = [self._phone, *shrinking]
        if self.number.text():
            always.append(self.number)
        full = self._wide([*always, *sentence]) <= self.width()
        for each in (self._before, self._after):
            each.setVisible(full and each in sentence)
        # The way to Help keeps its word longest but for the number's own button.
        for button in shrinking:
            if self._wide(always) <= self.width():
                break
            button.show_words(shown=False)

    def _wide(self, widgets: Iterable[QWidget]) -> int:
        space = self._look.space
        return sum(each.sizeHint().width() + space(10) for each in widgets) + space(28 + 18) + 2

    # ---- choosing

    def _choose_size(self) -> None:
        menu, group = self._menu()
        for scale in SCALES:
            action = menu.addAction(self._words.say(PERCENT, {"percent": round(100 * scale)}))
            action.setCheckable(True)
            action.setChecked(scale == self._look.scale)
            action.triggered.connect(lambda _=False, s=scale: self.scaled.emit(s))
            group.addAction(action)
        self._open(menu, self.size_button)

    def _choose_language(self) -> None:
        menu, group = self._menu()
        for language in self._languages():
            action = menu.addAction(language.name)
            action.setCheckable(True)
            action.setChecked(language.code == self._words.language)
            action.triggered.connect(lambda _=False, code=language.code: self.spoken.emit(code))
            group.addAction(action)
        self._open(menu, self.language_button)

    def _menu(self) -> tuple[QMenu, QActionGroup]:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu, QActionGroup(menu)

    def _open(self, menu: QMenu, button: Button) -> None:
        chosen = next((action for action in menu.actions() if action.isChecked()), None)
        menu.popup(button.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 4)))
        if chosen is not None:
            menu.setActiveAction(chosen)


_HERE: Final = "\ufffc"
_GAPS: Final = " \u2066\u2067\u2068\u2069"
"""The number stands by itself; the marks that would have held its place in the sentence go."""
