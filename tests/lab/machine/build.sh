#!/usr/bin/env bash
# build.sh DIR LOCK   makes a virtual machine in DIR whose kernel has a V4L2 camera (vivid, v4l2loopback) and an ALSA
# card (snd-aloop), for the device tests where there is no hardware. Two minutes, once; as root, on Debian 12.
# LOCK is what pip puts into it. Needs: qemu-system-x86 mmdebstrap cpio e2fsprogs kmod make gcc-12
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
lock=$(realpath "$2")
mkdir -p "$1"
cd "$1"

# The kernel as Debian ships it, with the headers that a module is built against.
kernel=$(apt-cache depends linux-image-amd64 | awk '/Depends: linux-image/ {print $2}')
version=${kernel#linux-image-}
headers=(linux-headers-"$version" linux-headers-"${version%-amd64}"-common)
tools=linux-kbuild-$(cut -d. -f1,2 <<<"$version")
if [ ! -d kernel/boot ]; then
  mkdir -p packages kernel
  (cd packages && apt-get -qq download "$kernel" "${headers[@]}" "$tools" busybox-static v4l2loopback-dkms)
  for package in packages/*.deb; do dpkg-deb -x "$package" kernel; done
fi
cp "kernel/boot/vmlinuz-$version" vmlinuz

# v4l2loopback: a camera that shows whatever picture a program writes to it.
if [ ! -f v4l2loopback.ko ]; then
  for each in "${headers[@]}"; do ln -sfn "$PWD/kernel/usr/src/$each" "/usr/src/$each"; done
  ln -sfn "$PWD/kernel/usr/lib/$tools" "/usr/lib/$tools"
  source=$(echo kernel/usr/src/v4l2loopback-*)
  make --silent -C "kernel/usr/src/${headers[0]}" M="$PWD/$source" modules >module.log 2>&1
  # The headers find each other by these paths, which are the machine's: it gets them back.
  for each in /usr/src/linux-headers-"${version%-amd64}"* "/usr/lib/$tools"; do [ ! -L "$each" ] || rm "$each"; done
  cp "$source/v4l2loopback.ko" .
fi

# A Debian for it to run, from this machine's own mirror, with the drivers and what pip installs.
debian=debian-$(sha256sum "$here/packages.txt" | cut -c1-12).tar
if [ ! -f "$debian" ]; then
  # With what this machine's own apt is told about its mirror.
  mapfile -t options < <(apt-config dump Acquire | grep -v ' "";$' | sed 's/^/--aptopt=/')
  sources=$(cat /etc/apt/sources.list.d/*.sources 2>/dev/null || cat /etc/apt/sources.list)
  wanted=$(grep -v '^#' "$here/packages.txt" | xargs | tr ' ' ',')
  mmdebstrap --quiet --variant=minbase --mode=root \
    "${options[@]}" \
    --aptopt='APT::Install-Recommends "false"' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --include="$wanted" bookworm part.tar - <<<"$sources"
  mv part.tar "$debian"
fi
rm -rf system
mkdir system
tar -C system -xf "$debian" --exclude='./dev/*'
modules=system/lib/modules/$version from=kernel/lib/modules/$version
mkdir -p "$modules"/kernel/{drivers,fs,net} "$modules/extra"
cp "$from"/modules.{order,builtin,builtin.modinfo} "$modules/"
cp -r "$from"/kernel/{sound,lib,crypto} "$modules/kernel/"
cp -r "$from"/kernel/drivers/{media,virtio,block,char,usb,i2c,video,input} "$modules/kernel/drivers/"
for each in ext4 jbd2 9p fscache netfs configfs; do
  [ ! -d "$from/kernel/fs/$each" ] || cp -r "$from/kernel/fs/$each" "$modules/kernel/fs/"
done
find "$from/kernel/fs" -maxdepth 1 -name '*.ko' -exec cp {} "$modules/kernel/fs/" \;
cp -r "$from/kernel/net/9p" "$modules/kernel/net/"
cp v4l2loopback.ko "$modules/extra/"
depmod -b system "$version"
python3.11 -m pip install --quiet --upgrade --require-hashes --only-binary :all: \
  --target system/usr/local/lib/python3.11/dist-packages -r "$lock"
install -m 755 "$here/guest.sh" system/guest.sh
rm -f disk.ext4
truncate -s 4G disk.ext4
mke2fs -q -t ext4 -O '^has_journal,^metadata_csum' -E lazy_itable_init=1 -d system disk.ext4

# The first programs: load what the disk needs, go over to it.
rm -rf first
mkdir -p first/{bin,proc,sys,dev,disk,modules}
cp kernel/bin/busybox first/bin/
for each in virtio_pci virtio_blk ext4 crc32c_generic 9p 9pnet_virtio; do
  modprobe -d "$PWD/system" -S "$version" --show-depends "$each" | awk '/^insmod/ {print $2}'
done | awk '!seen[$0]++' | while read -r file; do
  cp "$file" first/modules/
  basename "$file" >>first/modules/order
done
cat >first/init <<'I'
#!/bin/busybox sh
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sys /sys
/bin/busybox mount -t devtmpfs dev /dev
while read -r file; do /bin/busybox insmod /modules/$file; done </modules/order
/bin/busybox mount -t ext4 /dev/vda /disk || exec /bin/busybox sh
for each in proc sys dev; do /bin/busybox mount --move /$each /disk/$each; done
exec /bin/busybox switch_root /disk /guest.sh
I
chmod +x first/init
(cd first && find . | cpio -o -H newc --quiet | gzip -1) >initrd.gz
