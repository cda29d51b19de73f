#!/usr/bin/env bash
# run.sh LAB_DIR [SCRIPT...]   runs the device scripts in a virtual machine with a real V4L2 camera and ALSA card.
# With BUILT=dist/Readiness it is the built program that looks and listens.
# The machine is built where it is missing (machine/build.sh); each run gets its own copy of the tree.
set -euo pipefail
cd "$(dirname "$0")/../.."
lab=$1; shift
python=.venv/bin/python; [ -x "$python" ] || python=python3.11
stamp=$(cat requirements.lock tests/lab/machine/* | sha256sum | cut -d' ' -f1)
if [ ! -f "$lab/disk.ext4" ] || [ "$(cat "$lab/.lock" 2>/dev/null)" != "$stamp" ]; then
  echo "Building the device lab in $lab (about two minutes, once)…"
  tests/lab/machine/build.sh "$lab" requirements.lock >"${lab%/}.log" 2>&1 || { tail -5 "${lab%/}.log"; exit 1; }
  echo "$stamp" > "$lab/.lock"
fi
lab=$(realpath "$lab")
every=(camera sound sound_server wizard_camera wizard_devices restart faults dumps)
scripts=("$@"); [ ${#scripts[@]} -gt 0 ] || for each in "${every[@]}"; do scripts+=("tests/lab/$each.py"); done
share=$(mktemp -d); trap 'rm -rf "$share"' EXIT
result=0
for script in "${scripts[@]}"; do
  echo "== $script"
  rm -rf "${share:?}"/*; cp -r readiness assets tests "$share/"
  # Compiled, and on the machine's own disk, as what is installed is: from the shared folder every start takes seconds.
  "$python" -m compileall -q --invalidation-mode unchecked-hash "$share/readiness" "$share/tests"
  place='[ ! -d Readiness ] || { cp -r Readiness /opt/ && /opt/Readiness/readiness --version; }
    mkdir /opt/own && cp -r readiness assets tests /opt/own/ && cd /opt/own'
  # One that restarts the machine goes through two starts of it.
  stages=(""); [ "$script" != tests/lab/restart.py ] || stages=(before after)
  for stage in "${stages[@]}"; do
    [ -z "${BUILT:-}" ] || [ -d "$share/Readiness" ] || cp -r "$BUILT" "$share/Readiness"
    tests/lab/machine/run.sh "$lab" "$share" 900 "$place && python3 $script $stage 2>&1" || result=1
  done
done
exit $result
