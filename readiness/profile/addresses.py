"""What an address must look like before anything is asked of it: a web page's, a computer's name, a port.

One plain way of writing each, so that what a person reads is where it leads: no name before an @, no letter that looks
like another one, no number in disguise. RFC 3986, RFC 1123, https://url.spec.whatwg.org/#host-parsing.
"""

from __future__ import annotations

import ipaddress
import re
from enum import StrEnum
from typing import Final

from readiness.core.characters import make_visible

WRONG_PORT: Final = "A port lies between 1 and 65535."
LONGEST_URL: Final = 2000
"""Letters. What every browser takes (https://www.rfc-editor.org/rfc/rfc9110#section-4.1 asks for 8000 at least)."""
_SHOWN: Final = 80
_PLAIN: Final = r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+"
"""The characters of an address (RFC 3986, 2). All others would be read in one way here and in another elsewhere."""
_URL: Final = r"https?://(?P<authority>[^/?#]*)(?P<rest>(/.*)?)"
_AUTHORITY: Final = r"(?P<host>\[[^\[\]]*\]|[^:\[\]]*)(:(?P<port>.*))?"
_METADATA: Final = frozenset(
    ("100.100.100.200", "168.63.129.16", "192.0.0.192", "metadata", "metadata.goog", "metadata.google.internal")
)
"""What tells secrets of a rented computer to programs on it: Alibaba, Azure, Oracle, Google. The others' at
169.254.169.254 is link-local anyway."""
_INSIDE: Final = ("local", "internal", "lan", "home", "corp", "intranet", "private", "localdomain", "home.arpa")
"""Ends of names that no public name server knows: RFC 6762 (its appendix G, too), RFC 8375, ICANN's .internal."""


class AddressScope(StrEnum):
    """Where an address lies, as far as it tells by itself."""

    PUBLIC = ""
    INSIDE = "inside a private network"
    HERE = "ON THE PATIENT'S OWN COMPUTER"


def wrong_url(url: str, *, secure: bool = False) -> str:
    """Say what is wrong with a web page's address; empty where nothing is. `secure`: https alone will do."""
    shown = shorten_words(re.sub("//[^/?#]*@", "//…@", url))  # before an @ may be a password
    if secure and url.startswith("http://"):
        return f"“{shown}” opens in the patient's browser: it must start with https://."
    parts = re.fullmatch(_URL, url, re.DOTALL)
    if parts is None:
        how = "https://" if secure else "https:// or http://"
        return f"“{shown}” is not an address that starts with {how} and has a / after the computer's name."
    if wrong := _wrong_letters(url, parts["authority"]):
        return f"“{shown}” {wrong}"
    named = re.fullmatch(_AUTHORITY, parts["authority"])
    if named is None or not (is_address_6(named["host"]) or is_name(named["host"])):
        return f"“{shown}” names no computer, as https://visit.clinic.example/ does."
    return "" if is_port(named["port"]) else WRONG_PORT


def _wrong_letters(url: str, authority: str) -> str:  # noqa: PLR0911
    if len(url) > LONGEST_URL:
        return f"has more than {LONGEST_URL} letters. Take a shorter one."
    if "@" in authority:
        return "has something before an @. Take it out: neither names nor passwords belong there."
    if not authority.isascii():
        return "has letters in the computer's name that are not a to z. Write that name in its xn-- form."
    if not url.isascii():
        return "has letters that are not a to z. Copy it from a browser, which writes them with %."
    if "%" in authority:
        return "has a % in the computer's name. Write the letter itself, and no zone of a network."
    if re.fullmatch(_PLAIN, url):
        return ""
    return "holds a space, a backslash or another character that no address has. Take it out."


def shorten_words(text: str) -> str:
    """Shorten a foreign text to what a sentence about it needs, on one line."""
    return make_visible(text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…")


def host_of(url: str) -> str:
    """Find the computer in the address of a page or a TURN server or in NAME:PORT; no brackets, in small letters."""
    authority = re.sub(r"^(https?://|turns?:)", "", url)
    authority = re.split(r"[/?#]", authority, maxsplit=1)[0]
    named = re.fullmatch(_AUTHORITY, authority)
    return (named["host"] if named else authority).strip("[]").lower()


def is_name(name: str) -> bool:
    """Tell whether it can name a computer: four numbers, or words of up to 63 letters, with dots between, 253 in all.

    What ends in a number is one (in octal, in hexadecimal, with parts left out): such a one is written out in full.
    """
    words = name.removesuffix(".").split(".")
    if re.fullmatch("[0-9]+|0[xX][0-9A-Fa-f]*", words[-1]):
        quad = all(re.fullmatch("0|[1-9][0-9]{0,2}", each) and int(each) < 256 for each in words)
        return len(words) == 4 and quad and not name.endswith(".")
    letters = r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
    return len(name) <= 253 and all(re.fullmatch(letters, word) for word in words)


def is_address_6(host: str) -> bool:
    """Tell whether it is an IPv6 address in brackets, without a zone (another network on every computer)."""
    if not (host.startswith("[") and host.endswith("]")) or "%" in host:
        return False
    try:
        ipaddress.IPv6Address(host[1:-1])
    except ValueError:
        return False
    return True


def is_port(port: str | None) -> bool:
    """Tell whether it is a port, or left out."""
    return not port or (re.fullmatch("[1-9][0-9]{0,4}", port) is not None and int(port) < 65536)


def find_reach(host: str) -> AddressScope:
    """Tell where this computer lies, by its name or number alone: a name server may say otherwise.

    ValueError says why no visit can need it: link-local and multicast addresses, those that mean nobody, and those
    that tell secrets of rented computers (RFC 6890, https://www.iana.org/assignments/iana-ipv4-special-registry).
    """
    name = host.lower().removesuffix(".")
    if name in _METADATA:
        raise ValueError("belongs to a computing centre's own machinery")
    if ":" in name:
        return _reach_6(name)
    numbers = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)\.(\d+)", name)
    if numbers is not None:
        return _reach_4(int(numbers[1]), int(numbers[2]))
    last = name.rpartition(".")[2]
    if last == "localhost" or name in ("localhost.localdomain", "ip6-localhost", "ip6-loopback", "loopback"):
        return AddressScope.HERE
    return (
        AddressScope.INSIDE
        if "." not in name or name.endswith(tuple(f".{each}" for each in _INSIDE))
        else AddressScope.PUBLIC
    )


def _reach_4(first: int, second: int) -> AddressScope:
    if first == 127:
        return AddressScope.HERE
    if first == 0 or first >= 224 or (first, second) == (169, 254):
        raise ValueError("is no single computer's address (nobody's, link-local, or of many at once)")
    inside = first == 10 or (first, second) in ((192, 168), (198, 18), (198, 19))
    inside = inside or (first == 172 and 16 <= second < 32) or (first == 100 and 64 <= second < 128)
    return AddressScope.INSIDE if inside else AddressScope.PUBLIC


def _reach_6(name: str) -> AddressScope:
    address = ipaddress.IPv6Address(name)
    if address.is_loopback:
        return AddressScope.HERE
    hidden = address.ipv4_mapped or address.sixtofour or address.teredo or int(address) >> 32 in (0, 0x64FF9B << 64)
    if hidden and not address.is_unspecified:
        raise ValueError("hides an older address in a newer one: write its four numbers with dots")
    if address.is_unspecified or address.is_link_local or address.is_multicast:
        raise ValueError("is no single computer's address (nobody's, link-local, or of many at once)")
    if str(address) == "fd00:ec2::254":
        raise ValueError("belongs to a computing centre's own machinery")
    return AddressScope.INSIDE if address.is_private or address.is_site_local else AddressScope.PUBLIC
