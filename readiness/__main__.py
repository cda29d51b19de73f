"""One entry, three doors: the probe, the command line, the wizard. Each imports only what it needs."""

from __future__ import annotations

import sys

from readiness.program import settle


def main() -> int:
    """Run the program; the exit code is the contract's."""
    settle()
    arguments = sys.argv[1:]
    if len(arguments) == 4 and arguments[0] == "probe" and arguments[2] == "--serve":
        from readiness.checks import load
        from readiness.probe.child import serve

        serve([load(tip) for tip in arguments[1].split(",")], int(arguments[3]))
    if arguments == ["devices", "--serve"]:
        from readiness.probe.devices import serve as serve_devices

        serve_devices()
    try:
        from readiness.cli import main as command_line

        return command_line(arguments)
    except KeyboardInterrupt:  # so early that the command line itself was not there to say so
        print("Stopped.", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
