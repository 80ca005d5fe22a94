#!/usr/bin/env python3
"""A function in Python's standard library alone: it answers with what it was given, how often it was called before, and what
its background thread has counted."""
import http.client
import json
import os
import threading
import time

host, _, prefix = os.environ["AWS_LAMBDA_RUNTIME_API"].partition("/")
base = f"/{prefix}/2018-06-01/runtime" if prefix else "/2018-06-01/runtime"
connection = http.client.HTTPConnection(host)
ticks = 0
calls = 0


def tick():
    global ticks
    while True:
        ticks += 1
        time.sleep(0.001)


threading.Thread(target=tick, daemon=True).start()
while True:
    connection.request("GET", f"{base}/invocation/next")
    response = connection.getresponse()
    event = json.loads(response.read())
    if response.status != 200:
        raise SystemExit(1)
    request_id = response.headers["Lambda-Runtime-Aws-Request-Id"]
    temporary = os.path.join(os.environ["TMPDIR"], "kept")
    kept = os.path.exists(temporary)
    open(temporary, "w").close()
    if event == "crash":
        os._exit(3)
    answer = {"event": event, "calls": calls, "ticks": ticks, "kept": kept, "function": os.environ["AWS_LAMBDA_FUNCTION_NAME"]}
    calls += 1
    print("handled", event, flush=True)
    connection.request("POST", f"{base}/invocation/{request_id}/response", json.dumps(answer), {"Content-Type": "application/json"})
    connection.getresponse().read()
