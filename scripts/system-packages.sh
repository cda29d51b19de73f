#!/usr/bin/env bash
# system-packages.sh WHAT PACKAGE...   installs the Debian packages that are missing, as root or with sudo, and says so.
set -euo pipefail
what=$1; shift
if ! command -v dpkg-query >/dev/null; then
  echo "This is not a Debian system. If something is missing, install what these packages hold: $*"
  exit 0
fi
missing=()
for package in "$@"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0
as_root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { echo "The $what needs these Debian packages. Please have them installed: ${missing[*]}"; exit 1; }
  as_root=(sudo)
fi
echo "Installing what the $what needs: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get -qq -o Acquire::Retries=5 update
"${as_root[@]}" apt-get -qq -o Acquire::Retries=5 install -y --no-install-recommends "${missing[@]}" >/dev/null
