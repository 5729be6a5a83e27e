#!/usr/bin/env bash
#
# Runs a few minutes of each script that needs no virtual machine. What cannot run here is named, and does not fail.
#
#   stress/ci.sh              all but the hours
#   stress/ci.sh --short      two minutes of it: what a build runs
#   stress/ci.sh --long       hours: thousands of kills, and all faults many times
#
# SEED is that of each script; default: another one in each run.
set -euo pipefail
cd "$(dirname "$0")"

kills=50 signals=10 fills=2 faults=--short files=2
case ${1:-} in
  '') ;;
  --short) kills=5 signals=2 files=1 ;;
  --long) kills=3000 signals=200 fills=50 faults='-n 10' files=50 ;;
  *)
    sed -n '3,/^set /s/^# \{0,1\}//p' "$0" | sed '/^set /d'
    exit 2
    ;;
esac

SEED=${SEED:-$((RANDOM * 32768 + RANDOM))}
export SEED
echo "ci: seed $SEED (SEED=$SEED repeats it)"
failed=()
skipped=()
run() {
  local script=$1 status=0
  shift
  "./$script" "$@" || status=$?
  if [[ $status -eq 77 ]]; then
    skipped+=("$script")
  elif [[ $status -ne 0 ]]; then
    failed+=("$script")
  fi
}

run kill.sh -n "$kills"
run sigterm.sh -n "$signals"
run files.sh -n "$files"
if [[ ${1:-} != --short ]]; then
  run full.sh -n "$fills" ext4
  run full.sh -n "$fills" tmpfs
  run readonly.sh -n 2
  run limits.sh
  run clock.sh
fi
# shellcheck disable=SC2086 # two words
run faults.sh $faults
echo "skipped: ${skipped[*]:-none}; failed: ${failed[*]:-none}"
[[ ${#failed[@]} -eq 0 ]]
