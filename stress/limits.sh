#!/usr/bin/env bash
#
# Runs the load with few descriptors, small files, little heap and, where control groups can be made, little memory.
#
#   stress/limits.sh
set -euo pipefail
# shellcheck source=stress/lib.sh
. "$(dirname "$0")/lib.sh"

parse "$@"
prepare
done_limits=()

# limited NAME ULIMIT LOG-MODE JVM-OPTION -- OPTION...: a load with a limit of the shell, killed after some seconds.
limited() {
  local limit_name=$1 limit=$2 heap=$3 store=$work/store-$1 log=$work/log-$1
  shift 3
  : > "$work/run.out"
  # The log goes through a pipe to another process, which has no limit. It lives on when the load is killed.
  mkfifo "$work/fifo-$limit_name"
  cat "$work/fifo-$limit_name" >> "$log" &
  local reader=$!
  (
    eval "$limit"
    exec "$java" "$heap" -XX:TieredStopAtLevel=1 -jar "$jar" run --db "$store" --log "$work/fifo-$limit_name" \
      --timeout 500 --figures-every 1 --reopen "$@" > "$work/run.out" 2>&1
  ) &
  load=$!
  await_output '^OPENED'
  sleep 8
  end_load KILL
  wait "$reader"
  check "$store" "$log"
  tally
  local refused
  refused=$(grep -o 'refusals=[0-9]*' "$work/run.out" | tail -n 1)
  done_limits+=("$limit_name(${refused:-refusals=?}, $(grep -c '^FAILED' "$work/run.out" || true) failed)")
}

limited file-size 'ulimit -f 700' -Xmx256m --keep-files 1000000 --max-file-size 16777216 --pruners 0
limited descriptors 'ulimit -n 40' -Xmx256m --keep-files 1000000 --readers 4
limited heap ':' -Xmx24m --max-size 120000 --committers 6 --max-file-size 4194304

group=/sys/fs/cgroup/memory/aiodiskdb-stress-$$
if mkdir "$group" 2> /dev/null && echo $((110 << 20)) > "$group/memory.limit_in_bytes" 2> /dev/null; then
  limited memory "echo \$BASHPID > $group/cgroup.procs" -Xmx64m --max-size 60000
  rmdir "$group" 2> /dev/null || true
else
  rmdir "$group" 2> /dev/null || true
  done_limits+=("memory(left out: no control group of version 1 can be made here)")
fi
result "${done_limits[*]} $(totals)"
