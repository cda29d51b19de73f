"""A draft in the patient's own mail program: the patient reads it, chooses to whom, and sends it, or does not."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from readiness.core.text import Text
from readiness.core.translation import ENGLISH, Words
from readiness.report.content import ReportText
from readiness.report.phrases import FOR_STAFF

SUBJECT: Final = Text("My video visit check: {verdict}")
LONGEST: Final = 1800
"""Characters of the link: Windows hands on about two thousand. What does not fit is in the support code."""


def mail_link(content: ReportText, words: Words) -> str:
    """Make a mailto: link without an address: the verdict, the code, and as many findings as there is room for."""
    subject = words.say(SUBJECT, {"verdict": content.headline})
    start = f"mailto:?subject={quote(subject)}&body="
    lines = [content.headline, content.code, ""]
    lines += [f"{number}. {step.tip}: {step.says}" for number, step in enumerate(content.steps, 1)]
    lines += ["", ENGLISH.say(FOR_STAFF), content.facts, *(row.code for row in content.staff)]
    body = ""
    for line in lines:
        more = quote(f"{line}\r\n")
        if len(start) + len(body) + len(more) > LONGEST:
            break
        body += more
    return start + body
