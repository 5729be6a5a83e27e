# shellcheck shell=bash disable=SC2034
# Shared by the scripts of this directory; sourced, not run. Needs bash and a JDK or JRE, 17 or later.
#
#   STRESS_JAR       the runnable jar; default: the one that the build has made
#   STRESS_JAVA      the java to run it with; default: that of JAVA_HOME, or of the PATH
#   STRESS_RESULTS   a file that each script appends its result to; default: none
#   STRESS_KEEP      if set, the working directory is kept also when all went well
#   SEED             decides all that is drawn; default: another one in each run. Printed at the begin. What it does not
#                    decide is where the threads and processes are at that moment
#
# Exit status of each script: 0 all is as it has to be, 1 it is not, 2 wrong use, 77 cannot run here (and says why).

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
name=$(basename "$0" .sh)
jar=${STRESS_JAR:-$here/../aiodiskdb-stress/target/aiodiskdb-stress.jar}
java=${STRESS_JAVA:-${JAVA_HOME:+$JAVA_HOME/bin/}java}
# A short-lived JVM on a busy machine: little memory, and no time for the second compiler.
jvm_options=(-Xmx256m -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError)
work=
load=
began=$(date +%s)

usage() {
  sed -n '3,/^set /s/^# \{0,1\}//p' "$0" | sed '/^set /d'
}

skip() {
  echo "SKIP $name: $1"
  result "skipped: $1"
  exit 77
}

fail() {
  echo "FAIL $name: $1" >&2
  echo "     what is left is in $work" >&2
  result "FAILED: $1"
  trap - EXIT
  release
  exit 1
}

wrong_use() {
  echo "$name: $1 (see --help)" >&2
  exit 2
}

result() {
  local line
  line="RESULT $name $1, $(($(date +%s) - began)) s"
  echo "$line"
  if [[ -n ${STRESS_RESULTS:-} ]]; then
    echo "$line" >> "$STRESS_RESULTS"
  fi
}

# Reads -n ROUNDS and --help; what else there is, is left in "arguments". Announces the seed.
rounds=
arguments=()
parse() {
  while [[ $# -gt 0 ]]; do
    case $1 in
      -h | --help) usage; exit 0 ;;
      -n)
        [[ $# -ge 2 && $2 =~ ^[1-9][0-9]*$ ]] || wrong_use "-n must be a number of rounds, at least 1"
        rounds=$2
        shift
        ;;
      *) arguments+=("$1") ;;
    esac
    shift
  done
  begin_drawing
}

# Makes the working directory. Kept if the script fails.
prepare() {
  [[ -f $jar ]] || wrong_use "no $jar: build it, with mvn -B -ntp -DskipTests package"
  work=$(mktemp -d "${TMPDIR:-/tmp}/aiodiskdb-$name.XXXXXX")
  trap 'release; remove_work' EXIT
  trap 'exit 130' INT TERM
}

# Ends what is still running. A script that mounts something defines its own "unmount".
release() {
  if [[ -n $load ]]; then
    kill -9 "$load" 2> /dev/null || true
    wait "$load" 2> /dev/null || true
    load=
  fi
  if declare -F unmount > /dev/null; then
    unmount
  fi
}

remove_work() {
  if [[ -z ${STRESS_KEEP:-} && -n $work ]]; then
    rm -rf "$work"
  fi
}

stress() {
  "$java" "${jvm_options[@]}" -jar "$jar" "$@"
}

# Starts the load in the background, with its output in $work/run.out, and sets "load" to its process.
start_load() {
  : > "$work/run.out"
  draw_load_seed
  "$java" "${jvm_options[@]}" -jar "$jar" run --seed "$drawn" "$@" > "$work/run.out" 2>&1 &
  load=$!
}

draw_load_seed() {
  draw 0 2147483646
}

await_opened() {
  local waited=0
  until grep -q '^OPENED' "$work/run.out"; do
    kill -0 "$load" 2> /dev/null || fail "the load has ended before the store was open: $(tail -n 3 "$work/run.out")"
    [[ $waited -lt 1200 ]] || fail "the store was not open after 120 s"
    sleep 0.1
    waited=$((waited + 1))
  done
}

# Waits until the output of the load has a line that matches. An upper bound in seconds, 60 by default.
await_output() {
  local pattern=$1 most=${2:-60} waited=0
  until grep -qE "$pattern" "$work/run.out"; do
    kill -0 "$load" 2> /dev/null || fail "the load has ended before it said $pattern: $(tail -n 3 "$work/run.out")"
    [[ $waited -lt $((most * 10)) ]] || fail "the load has not said $pattern for $most s"
    sleep 0.1
    waited=$((waited + 1))
  done
}

# Sends the load a signal and waits for its end; sets "status".
end_load() {
  kill "-$1" "$load" 2> /dev/null || true
  wait_load
}

wait_load() {
  status=0
  wait "$load" 2> /dev/null || status=$?
  load=
  if grep -q '^VIOLATION' "$work/run.out"; then
    fail "the load has seen: $(grep -m 1 '^VIOLATION' "$work/run.out")"
  fi
}

# Checks a store against a log: check STORE LOG [OPTION...]; sets "report".
check() {
  local store=$1 log=$2
  shift 2
  if ! report=$(stress check --db "$store" --log "$log" --json "$@" 2> "$work/check.err"); then
    fail "the check of $store has found: $report"
  fi
}

# Prints a number of the last report.
figure() {
  [[ $report =~ \"$1\":([0-9]+) ]] || fail "no $1 in $report"
  echo "${BASH_REMATCH[1]}"
}

# Adds the figures of the last report to the totals; called once for each log, at its end.
total_durable=0 total_added=0 total_sessions=0 total_prunings=0 total_checked=0 total_rolled_back=0
tally() {
  total_durable=$((total_durable + $(figure addedDurably) + $(figure transactionItems)))
  total_added=$((total_added + $(figure added)))
  total_sessions=$((total_sessions + $(figure sessions)))
  total_prunings=$((total_prunings + $(figure prunings)))
  total_checked=$((total_checked + $(figure items)))
  total_rolled_back=$((total_rolled_back + $(figure rolledBack)))
}

totals() {
  echo "sessions=$total_sessions acknowledged-durable=$total_durable acknowledged-add=$total_added" \
    "prunings=$total_prunings rolled-back=$total_rolled_back items-compared=$total_checked lost=0"
}

# Announces the seed, and begins to draw from it.
begin_drawing() {
  if [[ -z ${SEED:-} ]]; then
    SEED=$((RANDOM * 32768 + RANDOM))
  fi
  [[ $SEED =~ ^[0-9]{1,15}$ ]] || wrong_use "SEED must be a whole number of at most 15 digits, but is $SEED"
  SEED=$((10#$SEED))
  echo "$name: seed $SEED (SEED=$SEED repeats it)"
  drawing=$SEED
}

# Sets "drawn" to a number from $1 to $2. Not printed: a subshell would take what it draws back when it ends, and the next
# one would draw the same. The steps are those of a linear congruential generator, of whose bits the upper ones are good.
drawn=0
draw() {
  drawing=$((drawing * 6364136223846793005 + 1442695040888963407))
  drawn=$(($1 + ((drawing >> 33) & 0x7fffffff) % ($2 - $1 + 1)))
}

sleep_milliseconds() {
  sleep "$(printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)))"
}

require_root() {
  [[ $(id -u) -eq 0 ]] || skip "needs root, for $1"
}

require_tool() {
  command -v "$1" > /dev/null || skip "needs $1 (Debian package ${2:-$1})"
}
