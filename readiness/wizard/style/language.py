"""What Qt needs for a language: the way it runs, Qt's own words in it, and a font that has its letters."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, Qt, QTranslator
from PySide6.QtGui import QFontDatabase, QGuiApplication

from readiness.core.translation import Words
from readiness.probe.crashes import SafeText

_QT_WORDS: Final = "qt-words"
log = logging.getLogger(__name__)


def apply_language(words: Words) -> None:
    """Run the program the way that this language is read, and have Qt's own dialogs and menus speak it."""
    right_to_left = Qt.LayoutDirection.RightToLeft
    QGuiApplication.setLayoutDirection(right_to_left if words.right_to_left else Qt.LayoutDirection.LeftToRight)
    application = QCoreApplication.instance()
    if application is None:
        return
    before = application.findChild(QTranslator, _QT_WORDS)
    if before is not None:
        application.removeTranslator(before)
        before.setParent(None)
        before.deleteLater()
    if words.language == "en":  # as Qt speaks by itself
        return
    made = QTranslator(application)
    made.setObjectName(_QT_WORDS)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    # Where Qt has no words of this language they stay English; ours do not depend on them.
    if made.load(f"qtbase_{words.language}", folder):
        application.installTranslator(made)


def _writing_system(language: str) -> QFontDatabase.WritingSystem | None:
    """Return the letters of a language that the bundled typeface lacks; None where it has them."""
    letters = QFontDatabase.WritingSystem
    code, _, region = language.partition("_")
    known = {
        **dict.fromkeys(("ar", "fa", "ur"), letters.Arabic),
        **{"he": letters.Hebrew, "zh": letters.SimplifiedChinese, "ja": letters.Japanese, "ko": letters.Korean},
        **{"hi": letters.Devanagari, "bn": letters.Bengali, "th": letters.Thai, "hy": letters.Armenian},
    }
    if code == "zh" and region in ("TW", "HK", "Hant"):
        return letters.TraditionalChinese
    return known.get(code)


def _has_font(letters: QFontDatabase.WritingSystem) -> bool:
    return bool(QFontDatabase.families(letters))


def can_render(language: str, has_font: Callable[[QFontDatabase.WritingSystem], bool] = _has_font) -> bool:
    """Tell whether a font here has this language's letters; where none has, boxes would stand for them."""
    letters = _writing_system(language)
    if letters is None or has_font(letters):
        return True
    log.error("%s: no font here has these letters, so that no language in them is offered.", SafeText(letters.name))
    return False


def is_mirrored() -> bool:
    """Tell whether the window runs from right to left."""
    return QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
