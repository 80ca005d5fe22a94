# Runs a program that ends when standard input does, that is, when the host closes it or dies: SIGTERM, and SIGKILL
# if that is not enough. Arguments: seconds between the two, program, its arguments.

# Ctrl-C reaches every process of the terminal; the host alone decides what ends, and when. What is ignored here is
# ignored by the program too.
trap '' INT QUIT HUP
grace=$1
shift
exec 3<&0 </dev/null
"$@" 3<&- &
child=$!
trap 'kill -TERM "$child" 2>/dev/null' TERM
(
  trap - TERM
  while read -r _ <&3; do :; done
  kill -TERM "$child"
  while [ "$grace" -gt 0 ]; do
    sleep 1
    grace=$((grace - 1))
  done
  kill -KILL "$child"
) >/dev/null 2>&1 &
watcher=$!
exec 3<&-

# A signal ends a wait as well: only when the program is gone is the code its own.
while :; do
  wait "$child"
  code=$?
  kill -0 "$child" 2>/dev/null || break
done
kill "$watcher" 2>/dev/null
exit "$code"
