#!/usr/bin/env bash
#
# Ends the load with SIGTERM in its middle, and checks that the store was stopped cleanly and has everything that was added.
#
#   stress/sigterm.sh [-n ROUNDS]      default: 10
set -euo pipefail
# shellcheck source=stress/lib.sh
. "$(dirname "$0")/lib.sh"

parse "$@"
rounds=${rounds:-10}
prepare

for ((round = 0; round < rounds; round++)); do
  start_load --db "$work/store" --log "$work/log"
  await_opened
  draw 10 2000
  sleep_milliseconds "$drawn"
  end_load TERM
  [[ $status -eq 143 ]] || fail "exit status $status, not 143: $(tail -n 3 "$work/run.out")"
  grep -q '^CLOSED' "$work/run.out" || fail "the store was not closed: $(tail -n 3 "$work/run.out")"
  check "$work/store" "$work/log" --clean
done
tally
[[ $(figure closed) -eq $rounds ]] || fail "$(figure closed) of $rounds sessions were closed"
[[ $total_rolled_back -eq 0 ]] || fail "$total_rolled_back items were lost by a clean stop"
result "signals=$rounds $(totals)"
