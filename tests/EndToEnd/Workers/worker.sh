#!/bin/bash
# A function in a shell: HTTP over the shell's own TCP device, no other program. It answers with its event in a list.
host=${AWS_LAMBDA_RUNTIME_API%%/*}
prefix=${AWS_LAMBDA_RUNTIME_API#"$host"}
base="$prefix/2018-06-01/runtime"

call() { # method, path, body: sets $headers and $body
  exec 3<>"/dev/tcp/${host%%:*}/${host##*:}" || exit 1
  printf '%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: %s\r\n\r\n%s' "$1" "$base$2" "$host" "${#3}" "$3" >&3
  headers=""
  while IFS= read -r line <&3 && line=${line%$'\r'} && [ -n "$line" ]; do headers+="$line"$'\n'; done
  IFS= read -r -d '' body <&3
  exec 3>&-
}

while true; do
  call GET /invocation/next ""
  [[ $headers == "HTTP/1.1 200"* ]] || exit 1
  id=$(sed -n 's/^Lambda-Runtime-Aws-Request-Id: //Ip' <<<"$headers")
  echo "handling $id"
  call POST "/invocation/$id/response" "[$body]"
done
