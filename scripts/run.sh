#!/usr/bin/env bash
# run.sh PYTHON   starts the check: the window where there is a screen, else the demonstration in the terminal.
set -euo pipefail
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$(uname)" != Linux ]; then
  exec "$1" -P -m readiness
fi
echo "There is no screen here, so this is the demonstration in the terminal."
echo "On a computer with a screen, \`make run\` opens the window."
exec "$1" -P -m readiness check --demo --unattended
