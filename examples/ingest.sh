#!/usr/bin/env bash
#
# Stores real files in a running sample application over HTTP, and reads every byte back.
#
#   examples/ingest.sh [-u URL] [-j JOBS] [-l LIST] [FOLDER...]
#   examples/ingest.sh [-u URL] [-j JOBS] --verify-only LIST
#
#   -u, --url URL       of the application; default http://127.0.0.1:8080
#   -j, --jobs JOBS     requests at a time; default 4
#   -l, --list LIST     file that keeps SHA-256, size, location and name of each stored file; default ingest.list
#   --verify-only LIST  stores nothing, but reads back what an earlier run has stored, e.g. after a restart
#   FOLDER              default: the folders lib and legal of the JDK in JAVA_HOME, or else of the java on the PATH
#
# Exit status 0: every file was stored and read back with the same SHA-256. 1: not so. 2: wrong use.
# Empty files are skipped. Symbolic links are followed. Needs bash 4.4, curl, find and sha256sum.
set -euo pipefail

url=http://127.0.0.1:8080
jobs=4
list=ingest.list
verify_only=
folders=()
files=()
problems=0

main() {
  parse_arguments "$@"
  work=$(mktemp -d)
  trap 'kill $(jobs -p) 2> /dev/null || true; rm -rf "$work"' EXIT
  trap 'exit 130' INT TERM
  if [[ -z $verify_only ]]; then
    find_files
    store_all
  fi
  verify_all
  [[ $problems -eq 0 ]] || exit 1
}

usage() {
  sed -n '3,/^set /s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
}

wrong_use() {
  echo "${0##*/}: $1 (see --help)" >&2
  exit 2
}

parse_arguments() {
  while [[ $# -gt 0 ]]; do
    case $1 in
      -u | --url | -j | --jobs | -l | --list | --verify-only)
        [[ $# -ge 2 ]] || wrong_use "$1 needs a value"
        case $1 in
          -u | --url) url=${2%/} ;;
          -j | --jobs) jobs=$2 ;;
          -l | --list) list=$2 ;;
          --verify-only) verify_only=yes list=$2 ;;
        esac
        shift 2
        ;;
      -h | --help)
        usage
        exit 0
        ;;
      --)
        shift
        folders+=("$@")
        break
        ;;
      -*) wrong_use "unknown option $1" ;;
      *)
        folders+=("$1")
        shift
        ;;
    esac
  done
  [[ $jobs =~ ^[1-9][0-9]{0,2}$ ]] || wrong_use "--jobs must be 1 to 999, but is $jobs"
  if [[ -n $verify_only ]]; then
    [[ ${#folders[@]} -eq 0 ]] || wrong_use "--verify-only takes no folders"
    [[ -f $list && -r $list ]] || wrong_use "cannot read the list $list"
  elif [[ ${#folders[@]} -eq 0 ]]; then
    jdk_folders
  fi
}

jdk_folders() {
  local home=${JAVA_HOME:-} folder
  if [[ -z $home ]] && command -v java > /dev/null; then
    home=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
  fi
  [[ -n $home ]] || wrong_use "no JDK found: set JAVA_HOME, or name the folders to store"
  for folder in "$home/lib" "$home/legal"; do
    if [[ -d $folder ]]; then
      folders+=("$folder")
    fi
  done
  [[ ${#folders[@]} -gt 0 ]] || wrong_use "neither lib nor legal in $home: name the folders to store"
}

find_files() {
  local folder path
  for folder in "${folders[@]}"; do
    [[ -d $folder ]] || wrong_use "no folder $folder"
    # Absolute, so that no name begins with a dash; the x keeps newlines at the end from being cut off.
    path=$(cd -- "$folder" && printf '%sx' "$PWD")
    mapfile -d '' -t -O "${#files[@]}" files < <(find -L "${path%x}" -type f -print0)
  done
  [[ ${#files[@]} -gt 0 ]] || wrong_use "no files in ${folders[*]}"
}

# Runs a function as many times as there are jobs, each with its number. Each writes to files of its own in the work
# directory, so that their lines do not mix: done.N, a line of the list for each success, and skipped.N.
in_parallel() {
  local worker
  rm -f "$work"/*
  for ((worker = 0; worker < jobs; worker++)); do
    : > "$work/done.$worker"
    : > "$work/skipped.$worker"
    "$1" "$worker" &
  done
  wait
}

store_all() {
  local start skipped
  echo "Storing ${#files[@]} files of ${folders[*]} at $url"
  start=$(now)
  in_parallel store_some
  cat "$work"/done.* > "$list"
  mapfile -t skipped < <(cat "$work"/skipped.*)
  report Stored "$start" "${#files[@]}" "${#skipped[@]}"
}

store_some() {
  local worker=$1 number
  for ((number = worker; number < ${#files[@]}; number += jobs)); do
    store "${files[number]}" "$worker" || break
  done
}

# Stores a file. Fails if the application cannot be reached at all.
store() {
  local file=$1 worker=$2 answer=$work/answer.$2 errors=$work/errors.$2 name hash status result=0
  printf -v name %q "$file"
  if [[ ! -s $file ]]; then
    note "$name" "skipped: it is empty, and an item has at least one byte"
    echo skipped >> "$work/skipped.$worker"
    return
  fi
  if ! hash=$(sha256sum 2> "$errors" < "$file"); then
    note "$name" "$(< "$errors")"
    return
  fi
  # -T sends the file while it is read, -g leaves brackets in its name alone, --retry heeds a server that is busy.
  status=$(curl -sS -g -X POST -T "$file" -H 'Content-Type: application/octet-stream' --retry 5 --retry-max-time 120 \
    -o "$answer" -w '%{http_code}' "$url/items" 2> "$errors") || result=$?
  if [[ $status == 201 && $(< "$answer") =~ \"location\":\"([0-9]+:[0-9]+:([0-9]+))\" ]]; then
    printf '%s\t%s\t%s\t%s\n' "${hash%% *}" "${BASH_REMATCH[2]}" "${BASH_REMATCH[1]}" "$name" >> "$work/done.$worker"
  elif [[ $result -ne 0 ]]; then
    note "$name" "$(< "$errors")"
  else
    note "$name" "answered with $status: $(< "$answer")"
  fi
  [[ $result -ne 7 ]]
}

verify_all() {
  local start lines
  mapfile -t lines < "$list"
  echo "Reading back ${#lines[@]} files of the list $list from $url"
  if [[ ${#lines[@]} -eq 0 ]]; then
    note "$list" "there is nothing on this list"
    problems=$((problems + 1))
    return
  fi
  start=$(now)
  in_parallel verify_some
  report "Read back" "$start" "${#lines[@]}" 0
}

verify_some() {
  local worker=$1 number
  for ((number = worker; number < ${#lines[@]}; number += jobs)); do
    verify "${lines[number]}" "$worker" || break
  done
}

# Reads back one line of the list: SHA-256, size, location, and the name as the shell would quote it. Fails if the
# application cannot be reached at all.
verify() {
  local line=$1 worker=$2 errors=$work/errors.$2 expected size location name hash result=0
  IFS=$'\t' read -r expected size location name <<< "$line"
  if [[ ! $expected =~ ^[0-9a-f]{64}$ || ! $location =~ ^[0-9]+:[0-9]+:$size$ || -z $name ]]; then
    note "$list" "not a line of a list: $line"
    return
  fi
  hash=$(curl -sS -f --retry 5 --retry-max-time 120 "$url/items/$location" 2> "$errors" | sha256sum) || result=$?
  if [[ $result -ne 0 ]]; then
    note "$name" "$location: $(< "$errors")"
  elif [[ ${hash%% *} != "$expected" ]]; then
    note "$name" "MISMATCH at $location: stored $expected, got ${hash%% *}"
  else
    printf '%s\n' "$line" >> "$work/done.$worker"
  fi
  [[ $result -ne 7 ]]
}

# Says what is wrong with a file, whose name is to be quoted already.
note() {
  printf '%s: %s\n' "$1" "$2" >&2
}

# Microseconds since some point in time; bash before version 5 knows whole seconds only.
now() {
  local time=${EPOCHREALTIME:-$SECONDS.000000}
  echo "${time/[^0-9]/}"
}

# Prints what has been done, how fast, and what is missing.
report() {
  local what=$1 start=$2 total=$3 skipped=$4 size count=0 bytes=0 missing micros
  micros=$(($(now) - start + 1))
  while IFS=$'\t' read -r _ size _; do
    count=$((count + 1))
    bytes=$((bytes + size))
  done < <(cat "$work"/done.*)
  missing=$((total - skipped - count))
  problems=$((problems + missing))
  printf '%s %d files, %d bytes in %d.%03d s, %d.%01d MB/s; %d skipped, %d failed\n' "$what" "$count" "$bytes" \
    $((micros / 1000000)) $((micros / 1000 % 1000)) $((bytes / micros)) $((bytes * 10 / micros % 10)) \
    "$skipped" "$missing"
}

main "$@"
