#!/usr/bin/env bash
#
# Deletes or truncates data files of the store under load, and looks whether the store reports exactly these.
#
#   stress/files.sh [-n ROUNDS]      default: 4; every second one deletes, the others truncate
#
# What is in such a file is lost, and nobody can promise otherwise. What is promised: it is reported, reads of it answer
# with the right bytes or with CorruptDataException, and everything else is there.
set -euo pipefail
# shellcheck source=stress/lib.sh
. "$(dirname "$0")/lib.sh"

parse "$@"
rounds=${rounds:-4}
prepare

for ((round = 0; round < rounds; round++)); do
  store=$work/store$round log=$work/log$round
  start_load --db "$store" --log "$log" --pruners 0 --damage-expected --max-file-size 262144
  await_opened
  files=()
  for ((waited = 0; ${#files[@]} < 4; waited++)); do
    [[ $waited -lt 600 ]] || fail "only ${#files[@]} data files after 60 s"
    sleep 0.1
    mapfile -t files < <(find "$store" -name 'data*.dat' | sort)
  done
  # Never the newest two: what happens to a file that is being written is another question.
  draw 0 $((${#files[@]} - 3))
  victim=${files[drawn]}
  number=${victim##*/data}
  index=$((10#${number%.dat}))
  if ((round % 2 == 0)); then
    rm "$victim"
  else
    truncate -s $(($(stat -c %s "$victim") / 2)) "$victim"
  fi
  sleep 1
  draw 0 1
  if ((drawn == 0)); then
    end_load TERM
  else
    end_load KILL
  fi
  check "$store" "$log" --damaged "$index"
  [[ $(figure unreadable) -gt 0 ]] || fail "nothing of index $index is reported as damaged by a read"
  tally
  rm -rf "$store" "$log"
done
result "damaged-files=$rounds $(totals)"
