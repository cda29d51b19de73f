"""Windows' job objects, which end a child with all that it started, also when the parent is killed. Seen in Wine 10.

https://learn.microsoft.com/windows/win32/procthread/job-objects
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import msvcrt
import sys
from collections.abc import Callable
from ctypes import wintypes
from typing import Final

assert sys.platform == "win32"

log = logging.getLogger(__name__)

_EXTENDED_LIMITS: Final = 9
"""JobObjectExtendedLimitInformation."""
_KILL_ON_CLOSE: Final = 0x2000
"""JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE: the system closes a dead parent's handles, and with the last one the job ends."""
_MAY_BE_ENDED: Final = 0x0001 | 0x0100
"""PROCESS_TERMINATE and PROCESS_SET_QUOTA, which putting a process into a job asks for."""
_STD_INPUT: Final = -10
_NO_ERROR_BOX: Final = 0x0001 | 0x0002 | 0x8000
"""SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX, SEM_NOOPENFILEERRORBOX."""
_NO_HEAP: Final = 1
"""WER_FAULT_REPORTING_FLAG_NOHEAP."""
ENDED_BY_US: Final = 1
"""The exit code of what was ended."""


class _BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION (winnt.h)."""

    _fields_ = (
        ("PerProcessUserTimeLimit", wintypes.LARGE_INTEGER),
        ("PerJobUserTimeLimit", wintypes.LARGE_INTEGER),
        ("LimitFlags", wintypes.DWORD),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", wintypes.DWORD),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", wintypes.DWORD),
        ("SchedulingClass", wintypes.DWORD),
    )


class _ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION (winnt.h). Six counters of transfers stand between."""

    _fields_ = (
        ("BasicLimitInformation", _BasicLimits),
        ("IoInfo", ctypes.c_ulonglong * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


def _kernel() -> ctypes.WinDLL:
    """kernel32 with the signatures that 64-bit handles need. Its own copy: nobody else's calls are changed."""
    library = ctypes.WinDLL("kernel32", use_last_error=True)
    handle, dword = wintypes.HANDLE, wintypes.DWORD
    for name, result, arguments in (
        ("CreateJobObjectW", handle, (ctypes.c_void_p, wintypes.LPCWSTR)),
        ("SetInformationJobObject", wintypes.BOOL, (handle, ctypes.c_int, ctypes.c_void_p, dword)),
        ("AssignProcessToJobObject", wintypes.BOOL, (handle, handle)),
        ("TerminateJobObject", wintypes.BOOL, (handle, wintypes.UINT)),
        ("TerminateProcess", wintypes.BOOL, (handle, wintypes.UINT)),
        ("OpenProcess", handle, (dword, wintypes.BOOL, dword)),
        ("CloseHandle", wintypes.BOOL, (handle,)),
        ("GetCurrentProcess", handle, ()),
        ("SetStdHandle", wintypes.BOOL, (dword, handle)),
        ("GetConsoleMode", wintypes.BOOL, (handle, ctypes.c_void_p)),
        ("GetSystemDirectoryW", wintypes.UINT, (wintypes.LPWSTR, wintypes.UINT)),
        ("SetErrorMode", wintypes.UINT, (wintypes.UINT,)),
        ("GetNamedPipeServerProcessId", wintypes.BOOL, (handle, ctypes.c_void_p)),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


class Job:
    """A child in a separate job. What the child starts is in it, too.

    The child is put in once it runs: in the moment before, the end of its stdin alone would end it.
    """

    def __init__(self, child: int) -> None:
        self._kernel = _kernel()
        self._job = self._kernel.CreateJobObjectW(None, None)
        self._process = self._kernel.OpenProcess(_MAY_BE_ENDED, False, child)
        limits = _ExtendedLimits()
        limits.BasicLimitInformation.LimitFlags = _KILL_ON_CLOSE
        told = self._kernel.SetInformationJobObject(
            self._job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
        )
        # A process that has ended already cannot be opened; nothing of it is left to be tied.
        if self._process and not (told and self._kernel.AssignProcessToJobObject(self._job, self._process)):
            log.warning("A child could not be put into a job: the end of its stdin alone ends it with us")

    @property
    def endings(self) -> tuple[Callable[[], None], ...]:
        """Windows cannot ask a program without a window to end: the end of stdin has done so already."""
        return (self._end,)

    def _end(self) -> None:
        self._kernel.TerminateJobObject(self._job, ENDED_BY_US)
        if self._process:  # should the system have refused to put it into the job
            self._kernel.TerminateProcess(self._process, ENDED_BY_US)

    def release(self) -> None:
        """Close the job. What is still in it ends now."""
        for handle in (self._job, self._process):
            if handle:
                self._kernel.CloseHandle(handle)
        self._job = self._process = None


def terminate_self(code: int) -> None:
    """End this process now; no DLL is told."""
    kernel = _kernel()
    kernel.TerminateProcess(kernel.GetCurrentProcess(), code)


def is_console(descriptor: int) -> bool:
    """Tell whether this descriptor leads to a console, which the null device does not."""
    return bool(_kernel().GetConsoleMode(msvcrt.get_osfhandle(descriptor), ctypes.byref(wintypes.DWORD())))


def set_standard_input(descriptor: int) -> None:
    """Make this descriptor's file the process's standard input, for those who do not ask the C runtime."""
    _kernel().SetStdHandle(_STD_INPUT, msvcrt.get_osfhandle(descriptor))


def find_system_folder() -> str:
    """Find the folder of Windows' own tools. The system is asked: a variable of the environment may say anything."""
    folder = ctypes.create_unicode_buffer(wintypes.MAX_PATH + 1)
    _kernel().GetSystemDirectoryW(folder, len(folder))
    return folder.value


def forbid_error_reports() -> None:
    """Have Windows neither show nor report a crash of this process: a report may hold its memory.

    Should an administrator have a report made all the same, it is to be without the heap.
    https://learn.microsoft.com/windows/win32/api/errhandlingapi/nf-errhandlingapi-seterrormode,
    https://learn.microsoft.com/windows/win32/api/werapi/nf-werapi-wersetflags
    """
    kernel = _kernel()
    kernel.SetErrorMode(kernel.SetErrorMode(_NO_ERROR_BOX) | _NO_ERROR_BOX)
    with contextlib.suppress(AttributeError):
        kernel.WerSetFlags(_NO_HEAP)


def find_pipe_server(handle: int) -> int:
    """Find the process that made the pipe of which this is a client's handle. OSError where Windows does not tell."""
    process = wintypes.ULONG()
    if not _kernel().GetNamedPipeServerProcessId(handle, ctypes.byref(process)):
        raise OSError(f"error {ctypes.get_last_error()}")
    return process.value
