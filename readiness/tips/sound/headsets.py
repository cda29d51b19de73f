"""Does a sound device's name sound like headphones? A hint and no proof: names are localised, and people rename."""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final = re.compile(
    r"head-?(set|phone)|ear-?(phone|bud|pod|piece)|airpods|\bbuds\b|hands-?free|kopfh(ö|oe)rer|auricular|diadema"
    r"|casque|(é|e)couteurs|cuffi|auricolar|fone[s]?\b|auscultador|hoofdtelefoon|h(ø|ö)rlur|hodetelefon|kuulok|s(ł|l)uchawk"
    r"|sluch(á|a)tk|наушник|гарнитур|耳机|耳機|ヘッドホン|ヘッドセット|헤드폰|헤드셋|kulakl(ı|i)k|tai nghe"
    r"|سماعة|हेडफ|हेडसेट"
    r"|\bjabra\b|plantronics|\bpoly (voyager|blackwire|savi)|\bwh-\d|arctis|quietcomfort",
    re.IGNORECASE,
)


def like_headphones(name: str | None) -> bool:
    """Guess from the name alone whether these are headphones."""
    return name is not None and _WORDS.search(name) is not None
