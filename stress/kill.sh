#!/usr/bin/env bash
#
# Kills the load with SIGKILL again and again, at any time, and checks the store each time.
#
#   stress/kill.sh [-n ROUNDS]      default: 50
#
# One round in six dies while it opens the store. Half of the rounds are checked on a copy, so that it is the load that
# recovers the store, and may be killed while it does. A new store is begun every 25 rounds.
set -euo pipefail
# shellcheck source=stress/lib.sh
. "$(dirname "$0")/lib.sh"

parse "$@"
rounds=${rounds:-50}
prepare

for ((round = 0; round < rounds; round++)); do
  generation=$((round / 25))
  store=$work/store$generation log=$work/log$generation
  start_load --db "$store" --log "$log"
  draw 0 5
  if ((drawn == 0 && round % 25 != 0)); then
    draw 100 900
  else
    await_opened
    draw 10 2000
  fi
  sleep_milliseconds "$drawn"
  kill -0 "$load" 2> /dev/null || fail "the load has ended by itself: $(tail -n 3 "$work/run.out")"
  end_load KILL
  draw 0 1
  if ((drawn == 0)); then
    check "$store" "$log"
  else
    rm -rf "$work/copy"
    cp -r "$store" "$work/copy"
    check "$work/copy" "$log"
  fi
  if ((round % 25 == 24 || round == rounds - 1)); then
    tally
    rm -rf "$store" "$log"
  fi
done
result "kills=$rounds $(totals)"
