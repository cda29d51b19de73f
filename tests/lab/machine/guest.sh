#!/bin/bash
# The virtual machine's first process: makes the system usable, runs /host/.vmcmd in /host, writes its exit status to
# /host/.vmrc, and switches the machine off.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
export XDG_RUNTIME_DIR=/run/user/0 PYTHONDONTWRITEBYTECODE=1
for folder in /run /tmp; do mount -t tmpfs tmpfs $folder; done
mkdir -p -m 700 /run/user/0
mkdir -p /dev/shm /dev/pts /host
mount -t tmpfs tmpfs /dev/shm
mount -t devpts devpts /dev/pts
mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,cache=none host /host
# No tool for it is installed: the loopback interface is set up by the call that such a tool makes (netdevice(7)).
python3 - <<'P'
import fcntl, socket, struct
SIOCSIFFLAGS, UP_AND_RUNNING = 0x8914, 0x41
with socket.socket() as any_socket:
    fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14s", b"lo", UP_AND_RUNNING, b""))
P
exec 3>/dev/ttyS1
stty -F /dev/ttyS1 raw -echo 2>/dev/null
cd /host || exit
setsid bash /host/.vmcmd >&3 2>&1 </dev/null
echo $? >/host/.vmrc
exec 3>&-
timeout 5 sync
echo o >/proc/sysrq-trigger
sleep 20
