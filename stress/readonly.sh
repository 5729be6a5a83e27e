#!/usr/bin/env bash
#
# Makes the file system of the store read-only under load, as ext4 does by itself when it has met an error; and opens a
# store on a file system that is read-only and becomes writable while it is tried.
#
#   stress/readonly.sh [-n ROUNDS] [--ext4-error]      default: 2 rounds, of the second kind alone
#
# The first kind is left out unless it is asked for: it fails now and then, see docs/durability.md.
#
# The error is one that ext4 is asked for (/sys/fs/ext4/DEVICE/trigger_fs_error) on a loop device with errors=remount-ro:
# the kernel refuses an ordinary remount as long as a file is open for writing. The tmpfs of the second kind is remounted.
set -euo pipefail
# shellcheck source=stress/lib.sh
. "$(dirname "$0")/lib.sh"

parse "$@"
rounds=${rounds:-2}
require_root "mounting"
require_tool mkfs.ext4 e2fsprogs
require_tool findmnt util-linux
prepare
mnt=$work/mnt
mkdir "$mnt"

unmount() {
  if mountpoint -q "$mnt"; then
    umount "$mnt"
  fi
}

refusals=0
count_refusals() {
  local refused
  refused=$(grep -o 'refusals=[0-9]*' "$work/run.out" | tail -n 1 || true)
  refusals=$((refusals + ${refused#refusals=} + 0))
}

truncate -s 256M "$work/disk.img"
mkfs.ext4 -q "$work/disk.img"
errors=0
ext4_rounds=0
if [[ ${arguments[0]:-} == --ext4-error ]]; then
  ext4_rounds=$rounds
fi
for ((round = 0; round < ext4_rounds; round++)); do
  mount -o loop,errors=remount-ro "$work/disk.img" "$mnt" 2> /dev/null || skip "cannot mount a loop device"
  device=$(findmnt -no SOURCE "$mnt")
  trigger=/sys/fs/ext4/${device##*/}/trigger_fs_error
  [[ -w $trigger ]] || skip "this kernel has no $trigger"
  start_load --db "$mnt/store" --log "$work/log" --timeout 1000 --figures-every 1
  await_opened
  draw 500 3000
  sleep_milliseconds "$drawn"
  echo "aiodiskdb stress" > "$trigger"
  errors=$((errors + 1))
  for ((waited = 0; waited < 100; waited++)); do
    kill -0 "$load" 2> /dev/null || break
    sleep 0.1
  done
  end_load KILL
  [[ $status -ne 0 ]] || fail "the load has ended as if nothing had happened"
  count_refusals
  unmount
  e2fsck -fp "$work/disk.img" > "$work/fsck.out" 2>&1 || [[ $? -le 2 ]] || fail "e2fsck: $(tail -n 3 "$work/fsck.out")"
  mount -o loop "$work/disk.img" "$mnt"
  check "$mnt/store" "$work/log"
  unmount
done
if [[ $ext4_rounds -gt 0 ]]; then
  tally
  rm "$work/log"
fi

mount -t tmpfs -o size=256m aiodiskdb-stress "$mnt" 2> /dev/null || skip "cannot mount a tmpfs"
for ((round = 0; round < rounds; round++)); do
  start_load --db "$mnt/store" --log "$work/log"
  await_opened
  draw 300 1500
  sleep_milliseconds "$drawn"
  end_load KILL
  mount -o remount,ro "$mnt"
  start_load --db "$mnt/store" --log "$work/log" --reopen
  await_output '^OPEN FAILED'
  mount -o remount,rw "$mnt"
  await_opened
  sleep 1
  end_load TERM
  check "$mnt/store" "$work/log" --clean
done
tally
result "ext4-errors=$errors read-only-openings=$rounds refused=$refusals $(totals)"
