"""How a probe ended: want of memory is told from a broken driver, with what helps against it first."""

from __future__ import annotations

import asyncio
import errno
import signal
import sys

import pytest

from readiness.core.finding import CLOSE_OTHERS
from readiness.core.setup import Setup
from readiness.probe.outcomes import Cancelled, Crashed, End, Hung, Raised, is_memory_short, name_error
from readiness.probe.parent import Probe
from readiness.probe.runner import Outcome, conclude
from tests.probe.faulty import FaultyCheck


def ended(program: str) -> End:
    """How a child that runs this program ends."""
    command = [sys.executable, "-c", program]
    return asyncio.run(Probe(FaultyCheck(), Setup(), command).run(lambda sample: None))


@pytest.mark.linux("its limits and signals")
@pytest.mark.parametrize(
    "program",
    [
        "import os; os.kill(os.getpid(), 9)",
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 28,) * 2); bytearray(1 << 30)",
        "import os; os.write(2, b'OpenBLAS error: Memory allocation still failed after 10 retries.\\n'); os._exit(1)",
        "import os; os.write(2, b\"terminate called after throwing an instance of 'std::bad_alloc'\\n\"); os.abort()",
    ],
    ids=["killed by the system", "Python", "OpenBLAS", "C++"],
)
def test_a_child_that_lacks_memory_is_told_what_helps(program: str) -> None:
    end = ended(program)
    assert is_memory_short(end), end
    line = conclude(FaultyCheck(), Outcome(end, 1.0), Setup(), {})
    assert line.found.main.fixes[0] == CLOSE_OTHERS
    assert line.found.main.fixes.count(CLOSE_OTHERS) == 1
    assert "memory" in line.found.main.staff.message
    assert "driver" not in line.found.main.staff.message
    assert line.found.main.name in ("crashed", "error")


@pytest.mark.parametrize(
    "end",
    [Crashed(signal.SIGSEGV, None), Crashed(None, 7), Raised("ValueError"), Hung(3.0), Cancelled()],
    ids=str,
)
def test_every_other_end_has_the_words_of_its_table(end: End) -> None:
    assert not is_memory_short(end)
    line = conclude(FaultyCheck(), Outcome(end, 1.0), Setup(), {})
    assert line.found.main == FaultyCheck.finding(line.found.main.name)


class _ArrayMemoryError(MemoryError):
    """As NumPy's."""


class _OpenCvError(Exception):
    """As OpenCV's: its class is `cv2.error`."""

    __module__ = "cv2"

    def __init__(self, code: int) -> None:
        self.code = code


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (MemoryError(), "MemoryError"),
        (_ArrayMemoryError(), "MemoryError"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "MemoryError"),
        (ImportError("libopenblas.so: failed to map segment from shared object"), "MemoryError"),
        (_OpenCvError(-4), "MemoryError"),
        (_OpenCvError(-215), "_OpenCvError"),
        (OSError(errno.EACCES, "x"), "PermissionError"),
        (ImportError("No module named x"), "ImportError"),
    ],
    ids=range(8),
)
def test_what_is_raised_for_want_of_memory_has_one_name(error: Exception, kind: str) -> None:
    assert name_error(error) == kind
