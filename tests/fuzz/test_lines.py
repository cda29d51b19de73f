"""What a measuring process says, and what a file of an earlier start holds."""

from __future__ import annotations

import contextlib
import json
import tempfile
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.core.setup import Setup
from readiness.core.tip_list import TIPS
from readiness.machine.recorded import FactsError, RecordedMachine
from readiness.probe import protocol
from readiness.probe.outcomes import Measured
from readiness.probe.runner import Outcome, conclude
from readiness.tips import load_check
from readiness.wizard.memory.progress import Progress, ProgressStore
from tests.cases import cases

CHECKS = [check for check in map(load_check, TIPS) if check.reading_type is not None]
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
LINE_KEYS = st.sampled_from(["kind", "pid", "reading", "live", "raised", "more"])
LINES = st.one_of(
    st.binary(max_size=120),
    st.dictionaries(LINE_KEYS, JSON, max_size=6).map(lambda line: json.dumps(line).encode("utf-8", "surrogatepass")),
    st.builds(
        lambda good, at, put: good[: at % len(good)] + put + good[at % len(good) :],
        st.sampled_from(
            [
                protocol.encode(protocol.ProbeMessage(kind="hello", pid=7)),
                b'{"kind":"sample","live":{"done":0.5},"reading":{"fps":30}}',
            ]
        ),
        st.integers(0, 60),
        st.binary(max_size=4),
    ),
)


@settings(max_examples=cases(250), deadline=None)
@given(LINES)
def test_a_child_s_line_is_a_line_or_refused(raw: bytes) -> None:
    with contextlib.suppress(*protocol.NOT_OURS):
        assert isinstance(protocol.decode_line(raw), protocol.ProbeMessage)


@settings(max_examples=cases(150), deadline=None)
@given(st.sampled_from(CHECKS), st.data())
def test_a_reading_of_any_kind_is_judged_or_refused(check: Any, data: st.DataObject) -> None:
    """Whatever fits the reading's type is judged without an exception that nobody catches."""
    fields = check.reading_type.__dataclass_fields__
    reading = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(fields, JSON)))
    try:
        decoded = protocol.decode_reading(reading, check.reading_type)
    except msgspec.MsgspecError:
        return
    line = conclude(check, Outcome(Measured(decoded)), Setup(), {})
    assert line.found.main in check.findings()


@settings(max_examples=cases(100), deadline=None)
@given(LINES | JSON.map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass")))
def test_a_saved_place_is_read_or_forgotten(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "progress.json").write_bytes(content)
        saved = ProgressStore(Path(folder)).read()
        assert saved is None or isinstance(saved, Progress)


@settings(max_examples=cases(100), deadline=None)
@given(LINES | JSON.map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass")))
def test_recorded_facts_are_used_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "facts.json"
        path.write_bytes(content)
        try:
            RecordedMachine.read(path)
        except FactsError as error:
            assert str(path) in str(error)
