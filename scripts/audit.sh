#!/usr/bin/env bash
# audit.sh PYTHON   known holes in what is locked, by pip-audit. It asks a service on the network: where that cannot be
# reached nothing has been looked at, and this says so and exits 3.
set -uo pipefail
said=$(mktemp); trap 'rm -f "$said"' EXIT
"$1" -m pip_audit --strict --disable-pip --require-hashes --progress-spinner off -r requirements.lock >"$said" 2>&1
code=$?
if grep -qiE 'connection|network|resolve|timed out|ServiceError|HTTPError|certificate|proxy|could not be audited' "$said" && ! grep -q 'Found .* vulnerabilit' "$said"; then
  echo "The service that knows of holes could not be reached, so none was looked for:"
  tail -1 "$said"
  exit 3
fi
cat "$said"
exit $code
