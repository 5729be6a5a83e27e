#!/usr/bin/env bash
#
# Cuts the power of a virtual machine in which the load runs, boots it again and checks the store.
#
#   stress/powercut.sh [-n ROUNDS] [--cuts CUTS]      default: 10 rounds, 20 cuts after each
#
# The machine is QEMU with Debian's kernel, an initial RAM disk with BusyBox and a jlinked runtime, and one disk with two
# partitions: the store's and that of the log of acknowledgements, which is written with O_DSYNC. SIGKILL of QEMU loses all
# that the kernel inside had only in its page cache.
#
# What the disk itself may do, lose, tear and reorder what it was not told to force out, is done afterwards: QEMU's driver
# blklogwrites records each write and flush of a round, and each cut is an image of the disk with everything before some
# flush and a random part of what came between it and the next. Each image is mounted and checked.
#
#   KERNEL     a bzImage; MODULES  the directory lib/modules/VERSION that belongs to it. Default: from Debian's package
#              linux-image-cloud-amd64, fetched with apt-get download into a cache
#   CACHE      that cache; default: ~/.cache/aiodiskdb-stress
#   ACCELERATOR  kvm or tcg; default: kvm where it boots a kernel
#
# Needs root, for mounting, and the Debian packages qemu-system-x86 busybox-static cpio fdisk e2fsprogs and a JDK.

set -euo pipefail
# shellcheck source=stress/lib.sh
. "$(dirname "$0")/lib.sh"

parse "$@"
rounds=${rounds:-10}
cuts=20
set -- ${arguments[@]+"${arguments[@]}"}
while [[ $# -gt 0 ]]; do
  case $1 in
    --cuts)
      [[ $# -ge 2 && $2 =~ ^[0-9]+$ ]] || wrong_use "--cuts must be a number, at least 0"
      cuts=$2
      shift 2
      ;;
    *) wrong_use "unknown argument $1" ;;
  esac
done

require_root "mounting"
require_tool qemu-system-x86_64 qemu-system-x86
require_tool busybox busybox-static
require_tool cpio
require_tool sfdisk fdisk
require_tool mkfs.ext4 e2fsprogs
require_tool jlink openjdk-17-jdk-headless
prepare
cache=${CACHE:-$HOME/.cache/aiodiskdb-stress}
mib=$((1 << 20))
store_begin=$((1 * mib)) store_size=$((255 * mib))
log_begin=$((256 * mib)) log_size=$((255 * mib))

# KVM that is there need not be able to boot a kernel, as nested inside another virtual machine.
find_accelerator() {
  accelerator=${ACCELERATOR:-}
  if [[ -z $accelerator && -w /dev/kvm ]]; then
    timeout 20 qemu-system-x86_64 -nodefaults -no-reboot -display none -machine accel=kvm -m 256 -kernel "$KERNEL" \
      -append "console=ttyS0 panic=-1" -serial "file:$work/probe.out" > "$work/probe.err" 2>&1 || true
    if grep -q 'Linux version' "$work/probe.out" 2> /dev/null; then
      accelerator=kvm
    else
      echo "KVM is there, but boots nothing; taking TCG"
    fi
  fi
  accelerator=${accelerator:-tcg}
}

find_kernel() {
  if [[ -n ${KERNEL:-} ]]; then
    return
  fi
  if ! compgen -G "$cache/boot/vmlinuz-*" > /dev/null; then
    command -v apt-get > /dev/null || skip "no KERNEL given, and no apt-get to fetch one with"
    mkdir -p "$cache"
    local package
    package=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
    [[ -n $package ]] || skip "apt knows no kernel linux-image-cloud-amd64"
    (cd "$cache" && apt-get download -qq "$package" && dpkg-deb -x "$package"_*.deb . && rm "$package"_*.deb) \
      || skip "cannot fetch $package"
  fi
  KERNEL=$(compgen -G "$cache/boot/vmlinuz-*" | head -n 1)
  MODULES=$cache/lib/modules/${KERNEL##*/vmlinuz-}
}

make_initramfs() {
  local root=$work/root module library
  mkdir -p "$root"/{bin,modules,proc,sys,dev,store,log,tmp}
  cp "$(command -v busybox)" "$root/bin/busybox"
  jlink --add-modules java.base --strip-debug --no-header-files --no-man-pages --output "$root/jre"
  cp "$jar" "$root/stress.jar"
  for library in $(find "$root/jre" \( -name '*.so' -o -path '*/bin/java' \) -exec ldd {} + | grep -o '/[^ ]*' | sort -u); do
    library=${library%:}
    if [[ $library != "$root"* && -f $library ]]; then
      mkdir -p "$root${library%/*}"
      cp -L "$library" "$root$library"
    fi
  done
  for module in virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci virtio_blk; do
    find "$MODULES" -name "$module.ko" -exec cp {} "$root/modules/" \;
  done
  cat > "$root/init" << 'INIT'
#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
for module in virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci virtio_blk; do
  [ ! -f /modules/$module.ko ] || insmod /modules/$module.ko
done
mount -t ext4 /dev/vda1 /store && mount -t ext4 /dev/vda2 /log || { echo "GUEST CANNOT MOUNT"; poweroff -f; }
stress="/jre/bin/java -Xmx160m -XX:TieredStopAtLevel=1 -jar /stress.jar"
if grep -q stress=check /proc/cmdline && [ -f /log/log ]; then
  echo "GUEST CHECK $($stress check --db /store/db --log /log/log --json 2> /dev/null)"
fi
if grep -q stress=check-only /proc/cmdline; then
  umount /store /log
  echo "GUEST DONE"
  poweroff -f
fi
seed=$(sed -n 's/.*stress[.]seed=\([0-9]*\).*/\1/p' /proc/cmdline)
$stress run --seed "$seed" --db /store/db --log /log/log --log-sync --keep-files 60 --max-size 8192
echo "GUEST RUN ENDED"
poweroff -f
INIT
  chmod +x "$root/init"
  (cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) > "$work/initramfs.gz"
}

make_disk() {
  truncate -s 512M "$work/disk.img"
  sfdisk -q "$work/disk.img" << DISK
label: dos
start=$((store_begin / 512)), size=$((store_size / 512)), type=83
start=$((log_begin / 512)), size=$((log_size / 512)), type=83
DISK
  mkfs.ext4 -q -E "offset=$store_begin" "$work/disk.img" $((store_size / 1024))k
  mkfs.ext4 -q -E "offset=$log_begin" "$work/disk.img" $((log_size / 1024))k
}

# Boots the machine with the given words for the kernel's command line; sets "load" to QEMU's process.
boot() {
  : > "$work/run.out"
  truncate -s 0 "$work/blocks.log"
  qemu-system-x86_64 -nodefaults -no-reboot -display none -machine "accel=$accelerator" -cpu max -smp 1 -m 640 \
    -kernel "$KERNEL" -initrd "$work/initramfs.gz" -append "console=ttyS0 quiet panic=-1 $*" \
    -serial "file:$work/run.out" \
    -blockdev "driver=file,filename=$work/disk.img,node-name=disk" \
    -blockdev "driver=file,filename=$work/blocks.log,node-name=blocks" \
    -blockdev "driver=blklogwrites,file=disk,log=blocks,node-name=logged" \
    -device virtio-blk-pci,drive=logged,write-cache=on 2> "$work/qemu.err" &
  load=$!
}

unmount() {
  local mounted
  for mounted in "$work/mnt/store" "$work/mnt/log"; do
    if mountpoint -q "$mounted" 2> /dev/null; then
      umount "$mounted"
    fi
  done
}

mount_image() {
  mkdir -p "$work/mnt/store" "$work/mnt/log"
  mount -o "loop,offset=$store_begin,sizelimit=$store_size" "$1" "$work/mnt/store" 2> /dev/null \
    && mount -o "loop,offset=$log_begin,sizelimit=$log_size" "$1" "$work/mnt/log" 2> /dev/null
}

# Makes images of cuts of the last round and checks each.
checked_cuts=0 unusable=0 written=0 dropped=0 torn=0
check_cuts() {
  local cut line
  for ((cut = 0; cut < cuts; cut++)); do
    cp --sparse=always "$work/base.img" "$work/cut.img"
    draw_load_seed
    line=$(stress cut --seed "$drawn" --image "$work/cut.img" --blocks "$work/blocks.log")
    [[ $line =~ written=([0-9]+)\ dropped=([0-9]+)\ torn=([0-9]+) ]] || fail "cannot make a cut: $line"
    written=$((written + BASH_REMATCH[1])) dropped=$((dropped + BASH_REMATCH[2])) torn=$((torn + BASH_REMATCH[3]))
    if ! mount_image "$work/cut.img"; then
      unmount
      unusable=$((unusable + 1))
      continue
    fi
    if [[ -s $work/mnt/log/log && -d $work/mnt/store/db ]]; then
      check "$work/mnt/store/db" "$work/mnt/log/log"
      checked_cuts=$((checked_cuts + 1))
    fi
    unmount
  done
}

guest_report() {
  report=$(sed -n 's/^GUEST CHECK //p' "$work/run.out" | tr -d '\r')
  if [[ $report != '{"ok":true'* ]]; then
    fail "the check in the machine has found: ${report:-nothing: $(tail -n 3 "$work/run.out")}"
  fi
}

find_kernel
[[ -f $KERNEL && -d ${MODULES:-} ]] || skip "no kernel at ${KERNEL:-?} or no modules at ${MODULES:-?}"
find_accelerator
make_initramfs
make_disk
guest_checks=0
for ((round = 0; round < rounds; round++)); do
  cp --sparse=always "$work/disk.img" "$work/base.img"
  mode=stress=run
  draw 0 1
  if ((round > 0 && drawn == 0)); then
    mode=stress=check
  fi
  draw_load_seed
  boot "$mode" "stress.seed=$drawn"
  await_output '^OPENED' 300
  draw 500 8000
  sleep_milliseconds "$drawn"
  kill -0 "$load" 2> /dev/null || fail "QEMU has ended by itself: $(tail -n 3 "$work/run.out" "$work/qemu.err")"
  end_load KILL
  if [[ $mode == stress=check ]]; then
    guest_report
    guest_checks=$((guest_checks + 1))
  fi
  check_cuts
done
boot stress=check-only
wait_load
guest_report
guest_checks=$((guest_checks + 1))
tally
result "accelerator=$accelerator power-cuts=$rounds checks-in-machine=$guest_checks $(totals); images=$checked_cuts\
 file-system-unusable=$unusable writes-kept=$written writes-dropped=$dropped writes-torn=$torn"
