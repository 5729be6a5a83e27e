#!/usr/bin/env bash
#
# Fills a file system of 64 MiB up in the middle of flushes and commits, makes room, and looks whether work goes on by itself.
#
#   stress/full.sh [-n ROUNDS] [ext4|tmpfs]      default: 2 rounds, ext4 on a loop device where that can be mounted
#
# Each round ends in one of two ways: with room made and a clean stop, or with SIGKILL while the file system is full. Room
# is made before the check then: a start after a crash needs some.
set -euo pipefail
# shellcheck source=stress/lib.sh
. "$(dirname "$0")/lib.sh"

parse "$@"
rounds=${rounds:-2}
kind=${arguments[0]:-ext4}
[[ $kind == ext4 || $kind == tmpfs ]] || wrong_use "the file system must be ext4 or tmpfs, but is $kind"
require_root "mounting"
prepare
mnt=$work/mnt
mkdir "$mnt"

unmount() {
  if mountpoint -q "$mnt"; then
    umount "$mnt"
  fi
}

case $kind in
  ext4)
    require_tool mkfs.ext4 e2fsprogs
    truncate -s 64M "$work/disk.img"
    mkfs.ext4 -q "$work/disk.img"
    mount -o loop "$work/disk.img" "$mnt" 2> /dev/null || skip "cannot mount a loop device"
    ;;
  tmpfs) mount -t tmpfs -o size=64m aiodiskdb-stress "$mnt" 2> /dev/null || skip "cannot mount a tmpfs" ;;
esac

lines() {
  grep -cE '^[ADT]' "$work/log"
}

went_on=0 refusals=0
for ((round = 0; round < rounds; round++)); do
  # A ballast takes most of the room, and is what makes room later.
  head -c 20M /dev/zero > "$mnt/ballast"
  start_load --db "$mnt/store" --log "$work/log" --timeout 1000 --keep-files 100000 --figures-every 1
  await_opened
  await_output 'state=DEGRADED' 120
  draw 500 3000
  sleep_milliseconds "$drawn"
  if ((round % 2 == 0)); then
    before=$(lines)
    rm "$mnt/ballast"
    await_output 'The storage takes data again' 30
    waited=0
    until [[ $(lines) -gt $((before + 50)) ]]; do
      [[ $waited -lt 300 ]] || fail "nothing was acknowledged for 30 s after there was room again"
      sleep 0.1
      waited=$((waited + 1))
    done
    went_on=$((went_on + 1))
    end_load TERM
    [[ $status -eq 143 ]] || fail "exit status $status, not 143: $(tail -n 3 "$work/run.out")"
  else
    end_load KILL
    rm "$mnt/ballast" # a start needs room for what it keeps in the quarantine
  fi
  refused=$(grep -o 'refusals=[0-9]*' "$work/run.out" | tail -n 1)
  refusals=$((refusals + ${refused#*=}))
  check "$mnt/store" "$work/log"
  if ((round == rounds - 1 || $(df --output=avail -k "$mnt" | tail -n 1) < 40000)); then
    tally
    rm -rf "$mnt/store" "$work/log"
  fi
done
result "$kind filled=$rounds went-on=$went_on refused=$refusals $(totals)"
