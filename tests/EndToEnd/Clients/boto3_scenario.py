"""Drives the emulator as a program written for AWS would. Arguments: address, zip of a function. Fails with a traceback."""
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

address, package = sys.argv[1:]
code = open(package, "rb").read()
client = boto3.client(
    "lambda", endpoint_url=address, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x",
    config=Config(retries={"max_attempts": 0}, parameter_validation=False))


def fails(error, status, call):
    try:
        call()
    except ClientError as exception:
        assert exception.response["Error"]["Code"] == error, exception.response
        assert exception.response["ResponseMetadata"]["HTTPStatusCode"] == status, exception.response
        return exception.response
    raise AssertionError(f"{error} was expected")


def invoke(**arguments):
    response = client.invoke(FunctionName="f", **arguments)
    return response, json.loads(response["Payload"].read())


client.create_function(
    FunctionName="f", Runtime="provided.al2023", Role="arn:aws:iam::000000000000:role/x", Handler="h", Code={"ZipFile": code},
    Timeout=20, MemorySize=1769, Environment={"Variables": {"AB": "1"}})
client.get_waiter("function_active_v2").wait(FunctionName="f")
response, answer = invoke(Payload=b'{"x": 1}', LogType="Tail")
assert response["StatusCode"] == 200 and response["ExecutedVersion"] == "$LATEST" and answer["event"] == {"x": 1}, answer
assert "FunctionError" not in response and "LogResult" in response
response, answer = invoke(Payload=b'"crash"')
assert response["FunctionError"] == "Unhandled" and answer["errorType"] == "Runtime.ExitError", answer

assert client.publish_version(FunctionName="f")["Version"] == "1"
client.update_function_configuration(FunctionName="f", Timeout=19)
client.get_waiter("function_updated_v2").wait(FunctionName="f")
assert client.publish_version(FunctionName="f")["Version"] == "2"
client.create_alias(FunctionName="f", Name="live", FunctionVersion="1", RoutingConfig={"AdditionalVersionWeights": {"2": 0.5}})
assert {client.invoke(FunctionName="f:live", Payload=b"1")["ExecutedVersion"] for _ in range(40)} == {"1", "2"}
assert invoke(Qualifier="2", Payload=b"1")[0]["ExecutedVersion"] == "2"
fails("InvalidParameterValueException", 400, lambda: client.invoke(FunctionName="f:1", Qualifier="2"))

client.put_provisioned_concurrency_config(FunctionName="f", Qualifier="2", ProvisionedConcurrentExecutions=1)
while client.get_provisioned_concurrency_config(FunctionName="f", Qualifier="2")["Status"] != "READY":
    pass
client.put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=5)
assert client.get_function_concurrency(FunctionName="f")["ReservedConcurrentExecutions"] == 5
assert client.get_account_settings()["AccountLimit"]["UnreservedConcurrentExecutions"] == 995

stream = client.invoke_with_response_stream(FunctionName="f", Payload=b'"streamed"', LogType="Tail")
events = list(stream["EventStream"])
assert b"".join(event["PayloadChunk"]["Payload"] for event in events[:-1]).startswith(b'{"event": "streamed"'), events
assert "LogResult" in events[-1]["InvokeComplete"]
assert client.invoke(FunctionName="f", InvocationType="Event", Payload=b"1")["StatusCode"] == 202
assert client.invoke(FunctionName="f", InvocationType="DryRun")["StatusCode"] == 204

fails("ResourceNotFoundException", 404, lambda: client.invoke(FunctionName="nobody"))
fails("InvalidRequestContentException", 400, lambda: client.invoke(FunctionName="f", Payload=b"{no"))
fails("RequestEntityTooLargeException", 413, lambda: client.invoke(FunctionName="f", Payload=b'"' + b"x" * 6291456 + b'"'))
fails("ValidationException", 400, lambda: client.update_function_configuration(FunctionName="f", MemorySize=64))
fails("ResourceConflictException", 409, lambda: client.create_function(
    FunctionName="f", Runtime="provided.al2023", Role="arn:aws:iam::000000000000:role/x", Handler="h", Code={"ZipFile": code}))
client.put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=1)
client.delete_provisioned_concurrency_config(FunctionName="f", Qualifier="2")
client.put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=0)
throttled = fails("TooManyRequestsException", 429, lambda: client.invoke(FunctionName="f", Payload=b"1"))
assert throttled["Reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded", throttled
client.delete_function(FunctionName="f")
fails("ResourceNotFoundException", 404, lambda: client.get_function(FunctionName="f"))
print("done")
