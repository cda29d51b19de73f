"""Some hundred thousand cases on whatever reads what others wrote: `python -m tests.fuzz [CASES]`.

The report reader, the support code's decoder and the profile reader: only clear errors may come out. Then every
single wrong character and every swap of neighbours on ten thousand support codes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings

from tests import every_code, test_profile_reader, test_support_code
from tests.support import test_reading

CASES = 300_000
# What Hypothesis calls the function that it wraps, and its share of the cases.
TARGETS: tuple[tuple[str, Callable[..., Any], float], ...] = (
    ("report: any object", test_reading.test_any_object_is_read_or_refused, 0.15),
    ("report: any bytes", test_reading.test_any_bytes_are_refused, 0.2),
    ("report: damaged", test_reading.test_a_damaged_report_is_read_or_refused, 0.25),
    ("code", test_support_code.test_whatever_is_typed_only_clear_errors_come_out, 0.2),
    ("profile: any text", test_profile_reader.test_any_text_is_read_or_refused, 0.1),
    ("profile: damaged", test_profile_reader.test_a_damaged_profile_is_read_or_refused, 0.1),
)


def main(cases: int) -> int:
    """Run them all; the exit code."""
    wrong = 0
    for name, test, share in TARGETS:
        count = round(cases * share)
        started = time.monotonic()
        every = settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        try:
            every(test)()
        except Exception as error:
            wrong += 1
            print(f"{name}: {type(error).__name__}: {error}")
            for note in getattr(error, "__notes__", ()):
                print(note)
        print(f"{name}: {count} cases in {time.monotonic() - started:.0f} s", flush=True)
    return int(bool(wrong)) | every_code.main()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else CASES))
