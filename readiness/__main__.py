"""One entry, three doors: the probe, the command line, the wizard. Each imports only what it needs."""

from __future__ import annotations

import os
import sys

if not __package__:  # started by its own path, so that Python searches no folder for it (see `program_command`)
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120  light

try:
    from readiness.terminal.signals import end_at_once, ignore
except (KeyboardInterrupt, RuntimeError):  # Python 3.11 turns the one into the other where a class is made
    print("Stopped.", file=sys.stderr)
    sys.exit(3)


def main() -> int:
    """Run the program; the exit code is the contract's."""
    end_at_once()
    from readiness.machine.children import forbid_dumps
    from readiness.machine.process import prepare_streams

    prepare_streams()
    forbid_dumps()
    arguments = sys.argv[1:]
    if len(arguments) == 4 and arguments[0] == "probe" and arguments[2] == "--serve":
        from readiness.core.tip_list import TIPS
        from readiness.probe.crashes import tell_crashes

        tell_crashes()
        tips = arguments[1].split(",")
        if not set(tips) <= set(TIPS) or not arguments[3].isdecimal():
            print(
                f"--serve is for the program itself. It takes a process's number, and {', '.join(TIPS)}.",
                file=sys.stderr,
            )
            return 2
        from readiness.probe.child import serve
        from readiness.tips import load_check

        serve([load_check(tip) for tip in tips], int(arguments[3]))
    if arguments == ["devices", "--serve"]:
        from readiness.probe.crashes import tell_crashes
        from readiness.probe.devices import serve as serve_devices

        tell_crashes()
        serve_devices()
    from readiness.terminal.main import main as command_line

    code = command_line(arguments)
    ignore()
    return code


if __name__ == "__main__":
    sys.exit(main())
