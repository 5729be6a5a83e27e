#!/usr/bin/env bash
#
# Lets the wall clock jump by days, forwards and backwards, under load; ends with SIGKILL and with SIGTERM.
#
#   stress/clock.sh
#
# The clock that only goes forwards is left alone: no kernel lets it jump.
set -euo pipefail
# shellcheck source=stress/lib.sh
. "$(dirname "$0")/lib.sh"

parse "$@"
require_tool faketime
library=$(find /usr/lib -name 'libfaketimeMT.so.1' 2> /dev/null | head -n 1)
[[ -n $library ]] || skip "no libfaketimeMT.so.1 (Debian package libfaketime)"
prepare

jumps=0
for signal in KILL TERM; do
  echo '+0' > "$work/clock"
  export LD_PRELOAD=$library FAKETIME_TIMESTAMP_FILE=$work/clock FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1 \
    DONT_FAKE_MONOTONIC=1
  start_load --db "$work/store" --log "$work/log"
  unset LD_PRELOAD FAKETIME_TIMESTAMP_FILE FAKETIME_NO_CACHE FAKETIME_DONT_FAKE_MONOTONIC DONT_FAKE_MONOTONIC
  await_opened
  for offset in '+3d' '-400d' '+0' '+3650d' '-1h'; do
    before=$(wc -l < "$work/log")
    echo "$offset" > "$work/clock"
    jumps=$((jumps + 1))
    for ((waited = 0; $(wc -l < "$work/log") <= before + 20; waited++)); do
      [[ $waited -lt 300 ]] || fail "nothing was acknowledged for 30 s after a jump to $offset"
      sleep 0.1
    done
  done
  end_load "$signal"
  check "$work/store" "$work/log"
done
tally
result "jumps=$jumps $(totals)"
