"""What is found of the programs that a visit needs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VideoAppReading:
    """What is there of what the profile names. Names and ids are the table's and the profile's own."""

    applications: tuple[str, ...] = ()
    """Ids of the applications that were found."""
    signals: tuple[str, ...] = ()
    """What proves them: "zoom:desktop-file", "zoom:url-handler"."""
    versions: tuple[str, ...] = ()
    """Theirs, where their files tell: "zoom:6.2.3"."""
    browser: str | None = None
    """The id of the web browser for the visit, "other" for one that we do not know, None where there is none."""
    needs_browser: bool = False
    """Is one of the applications a web page?"""
    found_names: tuple[str, ...] = ()
    found_versions: tuple[str, ...] = ()
    """Beside `applications`, each as its files tell it; empty where they do not."""
    found_pages: tuple[str, ...] = ()
    """Beside them as well: where each can be downloaded."""
    missing_names: tuple[str, ...] = ()
    missing_page: str = ""
    """Where the first missing application can be downloaded."""
    browser_name: str = ""
    browser_version: str = ""
    browser_page: str = ""
    wanted_browsers: tuple[str, ...] = ()
    """Names of those that the profile asks for; none: any will do."""
