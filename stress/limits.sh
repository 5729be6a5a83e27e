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
  draw_load_seed
  cat "$work/fifo-$limit_name" >> "$log" &
  local reader=$!
  (
    eval "$limit"
    exec "$java" "$heap" -XX:TieredStopAtLevel=1 -jar "$jar" run --seed "$drawn" --db "$store" \
      --log "$work/fifo-$limit_name" --timeout 500 --figures-every 1 --reopen "$@" > "$work/run.out" 2>&1
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

# Makes a control group with a bound of memory, of the version that has the memory controller here; sets "group" and
# "version".
group='' version='' switched_on=''
make_group() {
  local bound=$1 root
  if try_group /sys/fs/cgroup/memory memory.limit_in_bytes "$bound"; then
    version=1
    return
  fi
  # The second of these is where systemd has both versions side by side.
  for root in /sys/fs/cgroup /sys/fs/cgroup/unified; do
    grep -qsw memory "$root/cgroup.controllers" || continue
    if ! grep -qsw memory "$root/cgroup.subtree_control"; then
      # Refused where processes are in this group itself, as in most containers.
      { echo +memory > "$root/cgroup.subtree_control"; } 2> /dev/null || continue
      switched_on=$root
    fi
    if try_group "$root" memory.max "$bound"; then
      version=2
      return
    fi
    unmount
  done
  return 1
}

try_group() {
  local root=$1 file=$2 bound=$3
  [[ -d $root ]] && mkdir "$root/aiodiskdb-stress-$$" 2> /dev/null || return 1
  group=$root/aiodiskdb-stress-$$
  # A file that is not there cannot be made either: that of the other version.
  if { echo "$bound" > "$group/$file"; } 2> /dev/null; then
    return
  fi
  remove_group
  return 1
}

# The processes in it are gone, or about to be.
remove_group() {
  local tries
  for ((tries = 0; tries < 50; tries++)); do
    if [[ -z $group ]] || rmdir "$group" 2> /dev/null; then
      break
    fi
    sleep 0.1
  done
  group=
}

# Called at the end, whatever it is.
unmount() {
  remove_group
  if [[ -n $switched_on ]]; then
    { echo -memory > "$switched_on/cgroup.subtree_control"; } 2> /dev/null || true
    switched_on=
  fi
}

if make_group $((110 << 20)); then
  limited "memory-v$version" "echo \$BASHPID > $group/cgroup.procs" -Xmx64m --max-size 60000
else
  done_limits+=("memory(left out: no control group with a bound of memory can be made here)")
fi
result "${done_limits[*]} $(totals)"
