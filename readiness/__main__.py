"""One entry, three doors: the probe, the command line, the wizard. Each imports only what it needs."""

from __future__ import annotations

import os
import sys

if not __package__:  # started by its own path, so that Python searches no folder for it (see `program_command`)
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120  light

try:
    from readiness.core.tip_list import TIPS
    from readiness.machine.children import forbid_dumps
    from readiness.machine.process import prepare_streams
    from readiness.probe.crashes import tell_crashes
    from readiness.terminal.signals import end_at_once, ignore
except (KeyboardInterrupt, RuntimeError):  # Python 3.11 turns the one into the other where a class is made
    print("Stopped.", file=sys.stderr)
    sys.exit(3)


def main() -> int:
    """Run the program; the exit code is the contract's."""
    end_at_once()
    prepare_streams()
    forbid_dumps()
    arguments = sys.argv[1:]
    if len(arguments) == 4 and arguments[0] == "probe" and arguments[2] == "--serve":
        tell_crashes()
        tips = arguments[1].split(",")
        if not set(tips) <= set(TIPS) or not arguments[3].isdecimal():
            print(
                f"--serve is for the program itself. It takes a process's number, and {', '.join(TIPS)}.",
                file=sys.stderr,
            )
            return 2
        from readiness.probe.child import serve  # noqa: PLC0415  18 ms, for a probe alone
        from readiness.tips import load_check  # noqa: PLC0415  5 ms, for a probe alone

        serve([load_check(tip) for tip in tips], int(arguments[3]))
    if arguments == ["devices", "--serve"]:
        from readiness.probe.device_listing import serve as serve_devices  # noqa: PLC0415  16 ms, for the child that lists devices

        tell_crashes()
        serve_devices()
    from readiness.terminal.main import main as command_line  # noqa: PLC0415  8 ms, for no probe

    code = command_line(arguments)
    ignore()
    return code


if __name__ == "__main__":
    sys.exit(main())
