"""The page that is made from the table and a run: what each patient would read."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.faults.fault import Part
from tests.faults.run import Outcome

_STYLE: Final = """body { font: 17px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; vertical-align: top; padding: .5rem;
border-bottom: 1px solid #ccc; } td:nth-child(3) { white-space: nowrap; } small { color: #555; } .wrong { color: #b00020; }"""


def render(outcomes: Sequence[Outcome], in_window: Sequence[Outcome] = ()) -> str:
    """The whole page as HTML."""
    right = sum(outcome.right for outcome in (*outcomes, *in_window))
    body = [
        f"<h1>What can go wrong, and what the patient reads then</h1><p>{right} of {len(outcomes) + len(in_window)}</p>"
    ]
    for part in Part:
        rows = [_row(outcome) for outcome in outcomes if outcome.fault.part is part]
        if rows:
            body.append(f"<h2>{part.capitalize()}</h2>{_TABLE}{''.join(rows)}</table>")
    if in_window:
        body.append(f"<h2>In the window</h2>{_TABLE}{''.join(_row(outcome) for outcome in in_window)}</table>")
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Faults</title><style>{_STYLE}</style>'
    return head + "".join(body) + "</html>\n"


_TABLE: Final = "<table><tr><th>What is wrong</th><th>What the patient reads</th><th>Found after</th></tr>"


def _row(outcome: Outcome) -> str:
    fault = outcome.fault
    first, *steps = outcome.read or ("",)
    reads = f"<b>{html.escape(first)}</b>" + "".join(f"<br>{html.escape(step)}" for step in steps)
    wrong = "".join(f'<br><span class="wrong">{html.escape(each)}</span>' for each in outcome.complaints)
    what = f"{html.escape(fault.what)}<br><small>{fault.id}: {html.escape(outcome.got)}</small>"
    return f"<tr><td>{what}{wrong}</td><td>{reads}</td><td>{outcome.seconds:.1f} s of {fault.within_s:g}</td></tr>"


def write(path: Path, outcomes: Sequence[Outcome], in_window: Sequence[Outcome] = ()) -> None:
    """Write it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(outcomes, in_window), encoding="utf-8")
