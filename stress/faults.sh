#!/usr/bin/env bash
#
# Makes system calls of the store fail with strace, once and for good, or kills the load at one of them; checks the store.
#
#   stress/faults.sh [-n ROUNDS] [CALL...]      how often each fault, of which calls; default: 1, of all
#   stress/faults.sh --short                    one fault of each kind, each of another call: what a build runs
#
# Faults: EIO and ENOSPC from pwrite64, fdatasync, fsync, rename and openat of the store's files; SIGKILL at the n-th
# fdatasync or fsync of a thread. strace counts the calls of each thread by itself. The log of acknowledgements, and
# everything else that is not the store's, is spared.
#
# A fault for good ends with the load being killed, so what the store has behind it then is what the next opening finds.
set -euo pipefail
# shellcheck source=stress/lib.sh
. "$(dirname "$0")/lib.sh"

parse "$@"
rounds=${rounds:-1}
short=
seconds=5
if [[ ${arguments[0]:-} == --short ]]; then
  short=yes
  seconds=3
  arguments=("${arguments[@]:1}")
fi
require_tool strace
prepare
strace -f -qq -o /dev/null -e trace=fdatasync -e inject=fdatasync:error=EIO true 2> /dev/null \
  || skip "strace may not trace here (no ptrace), or is too old to make calls fail"

# Runs the load under strace with a fault, and checks what is left.
count=0 failed_sessions=0 hit=0 injected=0
inject() {
  local expression=$1 store=$work/store$count log=$work/log$count index paths=()
  count=$((count + 1))
  paths+=(-P "$store/.aiodiskdb.ahead")
  for ((index = 0; index < 200; index++)); do
    paths+=(-P "$store/data$(printf %07d "$index").dat" -P "$store/data$(printf %07d "$index").journal")
    paths+=(-P "$store/.tmp.data$(printf %07d "$index").dat")
  done
  # A store that is already in use: a fault at the very first opening has nothing to lose.
  draw_load_seed
  stress run --seed "$drawn" --db "$store" --log "$log" --seconds 1 --keep-files 150 > "$work/first.out" 2>&1 \
    || fail "the load without a fault: $(tail -n 3 "$work/first.out")"
  : > "$work/run.out"
  # Faster, but a signal is not delivered at a stop of that kind.
  local filter=(--seccomp-bpf)
  if [[ $expression == *signal=* ]]; then
    filter=()
  fi
  draw_load_seed
  strace -f -qq ${filter[@]+"${filter[@]}"} -o "$work/trace" -P "$store" "${paths[@]}" -e "trace=pwrite64,fdatasync,fsync,rename,openat" \
    -e "inject=$expression" -- "$java" "${jvm_options[@]}" -jar "$jar" run --seed "$drawn" --db "$store" --log "$log" \
    --seconds "$seconds" --timeout 500 --keep-files 150 --reopen > "$work/run.out" 2>&1 &
  load=$!
  local waited=0
  while kill -0 "$load" 2> /dev/null && [[ $waited -lt 250 ]]; do
    sleep 0.1
    waited=$((waited + 1))
  done
  if kill -0 "$load" 2> /dev/null; then
    # strace dies with its child, not the other way round.
    pkill -KILL -P "$load" || true
  fi
  wait_load
  failed_sessions=$((failed_sessions + $(grep -c '^FAILED' "$work/run.out" || true)))
  local times
  times=$(grep -c 'INJECTED' "$work/trace" || true)
  if [[ $expression == *signal=* ]]; then
    times=$((status == 137 ? 1 : 0)) # all threads of the process are told of the signal
  fi
  injected=$((injected + times))
  hit=$((hit + (times > 0 ? 1 : 0)))
  check "$store" "$log"
  tally
  echo "$expression: $times times, exit $status, $(grep -c '^OPENED' "$work/run.out" || true) openings," \
    "$(grep -c '^FAILED' "$work/run.out" || true) failures, $(grep -o 'refusals=[0-9]*' "$work/run.out" | tail -n 1)"
  rm -rf "$store" "$log"
}

calls=(${arguments[@]+"${arguments[@]}"})
[[ ${#calls[@]} -gt 0 ]] || calls=(pwrite64 fdatasync fsync rename openat)

# Draws which of a thread's calls fails: error CALL ERROR [+]. Renames and forces of directories come with left trims and new
# files alone, and are few.
error() {
  case $1 in
    rename | fsync) draw 1 4 ;;
    *) draw 1 60 ;;
  esac
  inject "$1:error=$2:when=$drawn${3:-}"
}

# Forces are shared among threads.
kill_at_force() {
  draw 1 20
  inject "fdatasync:signal=KILL:when=$drawn"
}

if [[ -n $short ]]; then
  error pwrite64 ENOSPC
  error openat EIO +
  error fsync ENOSPC
  error fdatasync EIO +
  kill_at_force
  rounds=0
fi
for ((round = 0; round < rounds; round++)); do
  for error in EIO ENOSPC; do
    for call in "${calls[@]}"; do
      error "$call" "$error"
      error "$call" "$error" +
    done
  done
  kill_at_force
  inject "fsync:signal=KILL:when=1" # directories are forced seldom
done
[[ $hit -gt 0 ]] || fail "none of $count faults has come"
result "faults=$count that-came=$hit calls-failed=$injected failed-sessions=$failed_sessions $(totals)"
