"""What a program did, by strace: who wrote what where, who opened which file, who spoke to whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

WRITES: Final = (
    *("write", "writev", "pwrite64", "pwritev", "pwritev2", "sendto", "sendmsg", "sendmmsg"),
    *("sendfile", "splice", "tee", "vmsplice", "copy_file_range"),
)
NAMING: Final = (
    *(
        "openat",
        "openat2",
        "open",
        "creat",
        "rename",
        "renameat",
        "renameat2",
        "unlink",
        "unlinkat",
        "mkdir",
        "mkdirat",
    ),
    *("link", "linkat", "symlink", "symlinkat", "truncate", "ftruncate", "mknod", "mknodat", "bind"),
)
_LIFE: Final = ("execve", "clone", "clone3", "fork", "vfork")
_CALLS: Final = ",".join((*WRITES, *NAMING, *_LIFE, "connect", "mmap", "io_uring_setup"))

STRACE: Final = (
    "strace",
    "-f",
    "-yy",
    "-qq",
    "-s",
    "8000000",
    "--seccomp-bpf",
    "-e",
    f"trace={_CALLS}",
    "-e",
    "signal=none",
)

_LINE: Final = re.compile(r"^(\d+) +(\w+)\((.*)$", re.DOTALL)
_RESUMED: Final = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>(.*)$", re.DOTALL)
_STRING: Final = re.compile(rb'"((?:[^"\\]|\\.)*)"')
_ESCAPE: Final = re.compile(rb"\\(?:x([0-9a-f]{2})|([0-7]{1,3})|(.))", re.DOTALL)
_NAMED: Final = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"v": b"\v", b"f": b"\f"}


def unescaped(text: bytes) -> bytes:
    """strace's C-like string as the bytes it stands for."""

    def one(match: re.Match[bytes]) -> bytes:
        if match[1]:
            return bytes((int(match[1], 16),))
        if match[2]:
            return bytes((int(match[2], 8) & 255,))
        return _NAMED.get(match[3], match[3])

    return _ESCAPE.sub(one, text)


@dataclass(frozen=True, slots=True)
class Write:
    """One write: by whom (“probe camera”, “parent”), to what (strace's words for the descriptor), what."""

    who: str
    call: str
    to: str
    data: bytes

    @property
    def within(self) -> bool:
        """Does it stay between the program's own processes, or with a local server (sound, screen, messages)?"""
        kinds = ("pipe:[", "UNIX", "anon_inode", "socket:[", "NETLINK", "/dev/null", "/dev/pts", "/dev/tty", "/memfd:")
        return self.to.startswith(kinds)


@dataclass(slots=True)
class Trace:
    """Everything that was seen."""

    writes: list[Write] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)
    """Files that were opened for writing, made, renamed, or removed, where the call did not fail."""
    read: set[str] = field(default_factory=set)
    """Files that were opened for reading."""
    spoken_to: set[tuple[str, str]] = field(default_factory=set)
    """(who, "TCP 10.0.0.1:80") of every internet address."""
    mapped: set[str] = field(default_factory=set)
    """Files that were mapped so that writing to memory writes to them."""
    strange: set[str] = field(default_factory=set)


def _calls(lines: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """(thread, call, the rest), with calls that another thread interrupted put together again."""
    begun: dict[str, tuple[str, str]] = {}
    for line in lines:
        match = _LINE.match(line)
        if match:
            thread, call, rest = match.groups()
            if rest.rstrip().endswith("<unfinished ...>"):
                begun[thread] = call, rest.rstrip().removesuffix("<unfinished ...>")
            else:
                yield thread, call, rest
            continue
        match = _RESUMED.match(line)
        if match and match[1] in begun:
            call, before = begun.pop(match[1])
            yield match[1], call, before + match[3]
    for thread, (call, before) in begun.items():  # killed in the middle of it
        yield thread, call, before


def _role(command: str) -> str:
    words = re.findall(r'"((?:[^"\\]|\\.)*)"', command)
    if "--serve" in words:
        return "probe " + words[words.index("--serve") - 1] if "probe" in words else "devices"
    return (
        "program"
        if any("readiness" in word or "tests." in word for word in words)
        else Path(words[0]).name
        if words
        else "?"
    )


def read_trace(path: Path) -> Trace:
    """Understand what strace wrote."""
    trace = Trace()
    roles: dict[str, str] = {}
    with path.open(encoding="latin-1", newline="\n") as file:
        for thread, call, rest in _calls(file):
            who = roles.get(thread, "program")
            failed = bool(re.search(r"\) = -1 E[A-Z]+ \([^)]*\)\s*$", rest))
            if call == "execve" and not failed:
                roles[thread] = _role(rest)
            elif call in _LIFE:
                made = re.search(r"= (\d+)(?:<[^>]*>)?\s*$", rest)
                if made:
                    roles.setdefault(made[1], who)
            elif call in WRITES:
                to = re.match(r"\d+<(.*?)>(?=[,)])", rest, re.DOTALL)
                data = b"".join(unescaped(text) for text in _STRING.findall(rest.encode("latin-1")))
                trace.writes.append(Write(who, call, to[1] if to else rest[:40], data))
                _note_address(trace, who, rest)
                there = re.match(r"UDP(?:v6)?:\[.*->(.*)\]$", trace.writes[-1].to)
                if there:
                    trace.spoken_to.add((who, f"UDP {there[1]}"))
            elif call == "connect":
                # A UDP socket that is only connected sends nothing: so the C library sorts addresses, and we find
                # the way out.
                if "<UDP" not in rest.partition(",")[0]:
                    _note_address(trace, who, rest)
            elif call == "mmap":
                if "MAP_SHARED" in rest and "PROT_WRITE" in rest:
                    to = re.search(r"\d+<([^>]*)>", rest)
                    if to:
                        trace.mapped.add(to[1])
            elif call == "io_uring_setup":
                trace.strange.add(f"{who}: {call}")
            elif not failed:
                _note_file(trace, call, rest)
    return trace


def _note_address(trace: Trace, who: str, rest: str) -> None:
    for kind, port, address in re.findall(
        r"sa_family=AF_(INET6?), sin6?_port=htons\((\d+)\).*?\"([0-9a-fA-F.:]+)\"", rest, re.DOTALL
    ):
        del kind
        transport = "UDP" if "UDP" in rest.partition(">")[0] else "TCP"
        trace.spoken_to.add((who, f"{transport} {address}:{port}"))


def _note_file(trace: Trace, call: str, rest: str) -> None:
    names = [unescaped(text).decode("utf-8", "replace") for text in _STRING.findall(rest.encode("latin-1"))]
    folder = re.match(r"(?:AT_FDCWD|\d+)<([^>]*)>", rest)
    if not names or (call == "bind" and "AF_UNIX" not in rest):
        return
    whole = [name if name.startswith("/") or folder is None else f"{folder[1]}/{name}" for name in names]
    if call.startswith("open"):
        writing = "O_WRONLY" in rest or "O_RDWR" in rest or "O_CREAT" in rest
        (trace.changed if writing else trace.read).add(whole[0])
    else:
        trace.changed.update(whole)
