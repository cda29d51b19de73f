"""Whatever a profile's file holds, only clear errors come out."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.core.assets import find_asset
from readiness.profile.file import ProfileError
from readiness.profile.reader import read_profile
from tests.cases import cases

GOOD = find_asset("profiles", "demonstration.toml").read_bytes()
KEYS = st.sampled_from(
    ["[clinic]", "[visit]", "[limits]", "[internet]", "[tips]", "[[questions]]", "visit_phone = ", "kind = ", "id = "]
)
VALUES = st.sampled_from(
    ['"617-555-0142"', "'app'", "[]", "1e400", "-1", "nan", "true", "1979-05-27", "{}", '"\\u0000"']
)


def read_whatever(content: bytes) -> None:
    """Only a clear error comes out, or a profile."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "profile.toml"
        path.write_bytes(content)
        try:
            read_profile(path)
        except ProfileError as error:
            assert str(path) in str(error)
            assert "\x1b" not in str(error)


@settings(max_examples=cases(200), deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
        st.lists(st.tuples(KEYS, VALUES), max_size=6).map(
            lambda pairs: "\n".join(f"{key}{value if key.endswith('= ') else ''}" for key, value in pairs).encode()
        ),
    )
)
def test_any_text_is_read_or_refused(content: bytes) -> None:
    read_whatever(content)


@settings(max_examples=cases(200), deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.binary(max_size=6), st.integers(0, 40))
def test_a_damaged_profile_is_read_or_refused(at: int, put: bytes, cut: int) -> None:
    read_whatever(GOOD[:at] + put + GOOD[at + cut :])
