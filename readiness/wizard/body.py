"""What the window is made of, in one language and text size: banner, notice, sidebar, pages, call bar."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from readiness.core.setup import DEMO_BANNER
from readiness.core.tip_list import TIP_LIST
from readiness.core.translation import Language, Words, list_languages
from readiness.wizard.flow.controller import Controller
from readiness.wizard.navigation import PROGRESS, RESULT, WELCOME
from readiness.wizard.pages.page import RESULT_NAME
from readiness.wizard.style.language import can_render
from readiness.wizard.style.theme import Appearance
from readiness.wizard.widgets.basic import make_label
from readiness.wizard.widgets.call_bar import CallBar
from readiness.wizard.widgets.sidebar import Sidebar


class WindowBody(QWidget):
    """Everything in the window; another language or text size has another one."""

    def __init__(self, look: Appearance, words: Words, controller: Controller) -> None:
        super().__init__()
        self._controller = controller
        self.stack = QStackedWidget()
        steps = [(tip, words.say(TIP_LIST[tip].name), TIP_LIST[tip].icon) for tip in controller.tips]
        self.sidebar = Sidebar(look, words, [*steps, (RESULT, words.say(RESULT_NAME), "flag")])
        self.sidebar.chosen.connect(controller.go)
        self.bar = CallBar(look, words, self._list_languages)
        self.bar.scaled.connect(look.set_scale)
        self.notice = make_label("")
        """One sentence above the page, until the next one opens."""
        self.notice.setObjectName("notice")
        self.notice.hide()
        self._banner = make_label(words.say(DEMO_BANNER))
        self._banner.setObjectName("banner")
        self._banner.setParent(self)  # or it would flash up as a window of its own
        self._banner.setVisible(controller.setup.demo)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.sidebar)
        middle.addWidget(self.stack, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._banner)
        whole.addWidget(self.notice)
        whole.addLayout(middle, 1)
        whole.addWidget(self.bar)

    def _list_languages(self) -> list[Language]:
        """List those to choose from: which the clinic offers and this computer can show."""
        offered = list_languages(unreviewed=self._controller.setup.profile.languages.unreviewed)
        return [each for each in offered if can_render(each.code)]

    def fit(self, width: int, height: int) -> None:
        """Give the sidebar what a window of this size leaves for it."""
        above = [each for each in (self._banner, self.notice) if not each.isHidden()]
        taken = sum(each.heightForWidth(width) for each in above)
        self.sidebar.fit(width, height - self.bar.minimumHeight() - taken)

    def show_number(self) -> None:
        """Show the number to call: the clinic's, else the one that the person typed."""
        setup = self._controller.setup
        clinic = setup.profile.clinic.visit_phone
        self.bar.show_number(clinic or setup.typed_phone, typed=bool(setup.typed_phone and not clinic))

    def show_marks(self, visited: set[str]) -> None:
        """Show each tip's state, and which pages can be gone to: those visited, and those with trouble to mend."""
        if not self._controller.begun:
            return
        session = self._controller.session
        marks = {tip: session.mark(tip) for tip in session.tips}
        # What "Check everything" has looked at has a page to go to as well: there its trouble is mended.
        known = {tip for tip, state in session.tips.items() if state.visited or session.judgement_of(tip) is not None}
        self.sidebar.show_state(marks, (visited | known) - {PROGRESS, WELCOME}, self._controller.place)
