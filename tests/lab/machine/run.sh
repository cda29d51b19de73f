#!/usr/bin/env bash
# run.sh DIR SHARE SECONDS COMMAND   runs COMMAND (bash) as root in the machine that build.sh made in DIR.
# SHARE appears there as /host, read-write, and is the working directory; the disk is fresh for every run. What the
# command prints comes back, and so does its exit status; 125 where the machine itself came to no end.
set -uo pipefail
dir=$(realpath "$1") share=$(realpath "$2") seconds=$3
shift 3
rm -f "$share/.vmrc"
printf '%s\n' "$*" >"$share/.vmcmd"
# NumPy faults on some instructions of the CPU "max" as the emulation does them.
timeout -k 5 "$seconds" qemu-system-x86_64 -accel tcg,thread=multi -cpu "${VM_CPU:-Nehalem}" -m "${VM_MEM:-2048}" \
  -smp 2 -nodefaults -display none -no-reboot \
  -kernel "$dir/vmlinuz" -initrd "$dir/initrd.gz" -append "console=ttyS0 quiet panic=-1 mitigations=off" \
  -drive file="$dir/disk.ext4",format=raw,if=virtio,snapshot=on \
  -virtfs local,path="$share",mount_tag=host,security_model=none,multidevs=remap \
  -serial file:"$share/.vmconsole" -serial stdio </dev/null
if [ -f "$share/.vmrc" ]; then exit "$(cat "$share/.vmrc")"; fi
exit 125
