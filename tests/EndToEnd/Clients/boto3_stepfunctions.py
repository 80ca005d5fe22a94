"""Drives the Step Functions emulator as a program written for AWS would. Argument: its address. Fails with a traceback."""
import json
import sys
import threading
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

client = boto3.client(
    "stepfunctions", endpoint_url=sys.argv[1], region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x",
    config=Config(retries={"max_attempts": 0}, inject_host_prefix=False))
ROLE = "arn:aws:iam::000000000000:role/r"
ECHO = "arn:aws:lambda:us-east-1:000000000000:function:echo"


def create(name, states, kind="STANDARD", **more):
    definition = json.dumps({"StartAt": next(iter(states)), "States": states, **more})
    return client.create_state_machine(name=name, definition=definition, roleArn=ROLE, type=kind)["stateMachineArn"]


def run(machine, value, **arguments):
    arn = client.start_execution(stateMachineArn=machine, input=json.dumps(value), **arguments)["executionArn"]
    while (described := client.describe_execution(executionArn=arn))["status"] == "RUNNING":
        time.sleep(0.01)
    return described


def fails(error, call):
    try:
        call()
    except ClientError as exception:
        assert exception.response["Error"]["Code"] == error, exception.response
        return
    raise AssertionError(f"{error} was expected")


# A function by ARN and through the optimised integration, at the same time; a choice of what follows; variables.
fan = create("fan", {
    "Fan": {
        "Type": "Parallel", "Next": "Choose",
        "Branches": [
            {"StartAt": "Direct", "States": {"Direct": {"Type": "Task", "Resource": ECHO, "End": True}}},
            {"StartAt": "Invoke", "States": {"Invoke": {
                "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": True,
                "Parameters": {"FunctionName": ECHO, "Payload.$": "$"}, "OutputPath": "$.Payload"}}}]},
    "Choose": {"Type": "Choice", "Choices": [{"Variable": "$[0].x", "NumericEquals": 1, "Next": "One"}], "Default": "Other"},
    "One": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": {"sum": "{% $sum($states.input.x) %}"}, "End": True},
    "Other": {"Type": "Fail", "Error": "Other", "Cause": "not one"}})
assert json.loads(run(fan, {"x": 1})["output"]) == {"sum": 2}
assert run(fan, {"x": 2})["error"] == "Other"
assert [e["status"] for e in client.list_executions(stateMachineArn=fan)["executions"]] == ["FAILED", "SUCCEEDED"]

# Every item through the function, with a limit.
each = create("each", {"Each": {
    "Type": "Map", "MaxConcurrency": 2, "End": True,
    "ItemProcessor": {"StartAt": "Do", "States": {"Do": {"Type": "Task", "Resource": ECHO, "End": True}}}}})
assert json.loads(run(each, list(range(10)))["output"]) == list(range(10))

# Express, synchronously.
quick = create("quick", {"Do": {"Type": "Task", "Resource": ECHO, "End": True}}, "EXPRESS")
answer = client.start_sync_execution(stateMachineArn=quick, input="[1]")
assert answer["output"] == "[1]" and answer["billingDetails"]["billedMemoryUsedInMB"] == 64, answer

# A worker ends what waits for it.
activity = client.create_activity(name="work")["activityArn"]
waits = create("waits", {"Wait": {"Type": "Task", "Resource": activity, "TimeoutSeconds": 60, "End": True}})


def work():
    task = client.get_activity_task(activityArn=activity, workerName="worker")
    client.send_task_heartbeat(taskToken=task["taskToken"])
    client.send_task_success(taskToken=task["taskToken"], output=json.dumps({"did": json.loads(task["input"])}))


worker = threading.Thread(target=work)
worker.start()
assert json.loads(run(waits, 7)["output"]) == {"did": 7}
worker.join()

# The history through the paginator, versions, aliases, validation, errors.
arn = client.list_executions(stateMachineArn=each)["executions"][0]["executionArn"]
events = [e for page in client.get_paginator("get_execution_history").paginate(executionArn=arn, PaginationConfig={"PageSize": 7}) for e in page["events"]]
assert [e["id"] for e in events] == list(range(1, len(events) + 1)) and events[-1]["type"] == "ExecutionSucceeded"
version = client.publish_state_machine_version(stateMachineArn=fan)["stateMachineVersionArn"]
alias = client.create_state_machine_alias(name="live", routingConfiguration=[{"stateMachineVersionArn": version, "weight": 100}])["stateMachineAliasArn"]
assert run(alias, {"x": 1})["stateMachineVersionArn"] == version
assert client.validate_state_machine_definition(definition='{"States":{}}')["result"] == "FAIL"
assert client.test_state(definition='{"Type":"Pass","End":true}', input="1", roleArn=ROLE)["output"] == "1"
fails("InvalidDefinition", lambda: client.create_state_machine(name="bad", definition="{}", roleArn=ROLE))
fails("StateMachineDoesNotExist", lambda: client.describe_state_machine(stateMachineArn=fan + "x"))
client.delete_state_machine(stateMachineArn=fan)
print("done")
