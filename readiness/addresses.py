"""What an address must look like before anything is asked of it: a web page's, a computer's name, a port."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

WRONG_PORT: Final = "A port lies between 1 and 65535."


def wrong_url(url: str) -> str:
    """What is wrong with a web page's address; empty where nothing is."""
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", url):
        return f"“{url}” is not an address that starts with https:// or http://."
    try:
        parts = urlsplit(url)
        name = parts.hostname or ""
    except ValueError:  # brackets that hold no number
        name = ""
    if not (":" in name or is_name(name)):
        return f"“{url}” names no computer, as https://visit.clinic.example/ does."
    port = parts.netloc.rpartition("@")[2].rpartition("]")[2].partition(":")[2]
    return "" if is_port(port) else WRONG_PORT


def is_name(name: str) -> bool:
    """Can a computer be called so? Four numbers, or words of up to 63 letters with dots between, 253 in all."""
    words = name.removesuffix(".").split(".")
    if words[-1].isdecimal():
        return len(words) == 4 and all(re.fullmatch("0|[1-9][0-9]{0,2}", each) and int(each) < 256 for each in words)
    return len(name) <= 253 and all(0 < len(word) < 64 for word in words)


def is_port(port: str | None) -> bool:
    """Is it one, or left out?"""
    return not port or (re.fullmatch("[0-9]{1,5}", port) is not None and 0 < int(port) < 65536)
