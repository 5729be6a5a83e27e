#!/usr/bin/env bash
#
# Runs a mixed load for a long time, and demands that memory, descriptors and threads stay bounded.
#
#   stress/soak.sh [-n MINUTES]      default: 60
#
# Prints the figures of the process near the begin, in the middle and at the end. Fails if the end has more than one and a
# half times the memory, or twenty descriptors or threads more, than the first quarter had at most.
set -euo pipefail
# shellcheck source=stress/lib.sh
. "$(dirname "$0")/lib.sh"

parse "$@"
minutes=${rounds:-60}
prepare
jvm_options=(-Xmx192m -XX:MaxDirectMemorySize=64m)

start_load --db "$work/store" --log "$work/log" --seconds $((minutes * 60)) --rate "${RATE:-1500}" --figures-every 10 \
  --max-file-size 4194304 --max-buffer-size 1048576
await_opened
wait_load
[[ $status -eq 0 ]] || fail "exit status $status: $(tail -n 3 "$work/run.out")"
jvm_options=(-Xmx2g)
check "$work/store" "$work/log" --clean
tally
grep '^FIGURES' "$work/run.out" > "$work/figures"
verdict=$(awk -v OFS=' ' '
  { for (i = 2; i <= NF; i++) { split($i, pair, "="); value[pair[1]] = pair[2] } line[NR] = $0
    rss[NR] = value["rssKiB"]; fds[NR] = value["descriptors"]; threads[NR] = value["threads"] }
  END {
    quarter = int(NR / 4) + 1
    for (i = 2; i <= quarter; i++) {
      if (rss[i] > r) r = rss[i]; if (fds[i] > f) f = fds[i]; if (threads[i] > t) t = threads[i] }
    # The last line is printed after the store has been closed.
    for (i = quarter + 1; i < NR; i++) {
      if (rss[i] > R) R = rss[i]; if (fds[i] > F) F = fds[i]; if (threads[i] > T) T = threads[i] }
    print (R <= 1.5 * r && F <= f + 20 && T <= t + 20) ? "bounded" : "GROWING",
      "rssKiB=" r "->" R, "descriptors=" f "->" F, "threads=" t "->" T
    print "begin:  " line[2]; print "middle: " line[int(NR / 2)]; print "end:    " line[NR - 1]
  }' "$work/figures")
echo "$verdict"
[[ $verdict == bounded* ]] || fail "the process grows: $verdict"
result "minutes=$minutes ${verdict%%$'\n'*} $(totals)"
