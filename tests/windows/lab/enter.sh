#!/usr/bin/env bash
# enter.sh DIR SOURCE SHARE COMMAND...
# In namespaces of its own (run.py makes them): put the lab's file system together, go in, and run COMMAND there.
# SOURCE is seen as Z:\source, SHARE (may be empty) as Z:\share. All of it is gone with the namespaces.
set -euo pipefail
dir=$1 source=$2 share=$3
shift 3
ip link set lo up
# What is written goes to memory, and away: the lab stays as it was built.
mount -t tmpfs -o mode=0755 tmpfs "$dir/run"
mkdir "$dir"/run/{upper,work,root}
root=$dir/run/root
mount -t overlay -o "lowerdir=$dir/root,upperdir=$dir/run/upper,workdir=$dir/run/work" overlay "$root"
mkdir -p "$root"/{python,source,share} "$root/tmp/.X11-unix"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/dev/shm"
mount --rbind /sys "$root/sys"
mount --bind "$dir/python" "$root/python"
mount --bind "$dir/packages" "$root/python/Lib/site-packages"
mount --bind "$source" "$root/source"
[ -z "$share" ] || mount --bind "$share" "$root/share"
settings=(HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/wine
  WINEPREFIX=/root/windows WINEDEBUG="${WINEDEBUG:--all}" "WINEDLLOVERRIDES=ucrtbase=n,b;mscoree,mshtml="
  PYTHONPATH='Z:\source' PYTHONPYCACHEPREFIX='C:\pycache')
for name in PULSE_SERVER READINESS_LOG READINESS_VOICES; do
  [ -z "${!name:-}" ] || settings+=("$name=${!name}")
done
if [ -n "${DISPLAY:-}" ]; then # the caller's screen
  mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
  settings+=("DISPLAY=$DISPLAY")
else
  settings+=(DISPLAY=:77)
  chroot "$root" Xvfb :77 -screen 0 1280x1024x24 -nolisten tcp >/dev/null 2>&1 &
  for _ in {1..100}; do [ ! -S "$root/tmp/.X11-unix/X77" ] || break; sleep 0.1; done
fi
chroot "$root" /usr/bin/env -i "${settings[@]}" bash -c 'cd /source; exec "$@"' bash "$@" </dev/null &
main=$!
# Who started this holds the other end of stdin. When that is gone this must be, too, whoever stands between.
exec 3<&0
{ cat <&3 >/dev/null; kill -KILL "$main"; } 2>/dev/null &
code=0
wait "$main" 2>/dev/null || code=$?
exit "$code"
