"""Where a page's button leads outside the program: the system's settings, a page on the web."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices

from readiness.core.finding import Pane
from readiness.machine import here

_WEB = ("https://", "http://")


def is_page(page: object) -> bool:
    """Tell whether this is a page on the web; nothing else that a profile names is ever opened."""
    return str(page).startswith(_WEB)


def can_open(pane: Pane, values: Mapping[str, object]) -> bool:
    """Tell whether there is a way to open this place on this system."""
    if pane is Pane.DOWNLOAD:
        return is_page(values.get("download_page", ""))
    return here().settings_command(pane) is not None


def open_settings(pane: Pane) -> None:
    """Open the system's settings there, beside the wizard."""
    way = here().settings_command(pane)
    if isinstance(way, str):
        QDesktopServices.openUrl(QUrl(way))
    elif way:
        QProcess.startDetached(way[0], way[1:])


def open_page(page: str) -> None:
    """Open a page that the profile or the table of applications names."""
    if is_page(page):
        QDesktopServices.openUrl(QUrl(page))
