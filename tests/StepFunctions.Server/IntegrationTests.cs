using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Server.Tests;

public sealed class IntegrationTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Function = "arn:aws:lambda:us-east-1:000000000000:function:";

    private ApiClient Api => fixture.Api;

    [Fact]
    public async Task A_function_by_its_ARN_gives_its_answer_as_it_is_written()
    {
        var described = await fixture.RunAsync(Direct("spaced"));

        Assert.Equal("[1, 2]", ApiClient.Text(described, "output"));
        Assert.Equal(
            ["ExecutionStarted", "TaskStateEntered", "LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionSucceeded", "TaskStateExited", "ExecutionSucceeded"],
            await Api.EventsAsync(ApiClient.Text(described, "executionArn")));
    }

    [Fact]
    public async Task The_optimised_invocation_gives_the_answer_with_what_is_known_of_the_call()
    {
        var described = await fixture.RunAsync(Optimised("echo"), """{"a":1}""");

        var output = (JsonObject)JsonValue.Parse(ApiClient.Text(described, "output"));
        Assert.Equal("""{"a":1}""", output["Payload"]!.ToJson());
        Assert.Equal(["ExecutedVersion", "Payload", "SdkHttpMetadata", "SdkResponseMetadata", "StatusCode"], output.Names);
        Assert.Equal("""{"RequestId":"request-1"}""", output["SdkResponseMetadata"]!.ToJson());
    }

    [Theory]
    [InlineData("throws", "MyError", """{"errorMessage":"no","errorType":"MyError"}""")]
    [InlineData("dies", "Lambda.Unknown", """The cause could not be determined because Lambda did not return an error type. Returned payload: {"errorMessage":"Task timed out after 3.00 seconds"}""")]
    [InlineData("busy", "Lambda.TooManyRequestsException", "Rate Exceeded. (Service: AWSLambda; Status Code: 429; Error Code: TooManyRequestsException; Request ID: request-1; Proxy: null)")]
    [InlineData("none", "Lambda.ResourceNotFoundException", "Function not found: none (Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: request-1; Proxy: null)")]
    public async Task Failures_of_functions_are_named_as_AWS_names_them(string function, string error, string cause)
    {
        var described = await fixture.RunAsync(Direct(function));

        Assert.Equal((error, cause), (ApiClient.Text(described, "error"), ApiClient.Text(described, "cause")));
    }

    [Fact]
    public async Task An_answer_that_is_too_large_names_the_function_or_the_service()
    {
        var direct = await fixture.RunAsync(Direct("large"));
        var optimised = await fixture.RunAsync(Optimised("large"));

        Assert.Equal(
            ("States.DataLimitExceeded", $"The state/task '{Function}large' returned a result with a size exceeding the maximum number of bytes service limit."),
            (ApiClient.Text(direct, "error"), ApiClient.Text(direct, "cause")));
        Assert.StartsWith("The state/task 'lambda' returned", ApiClient.Text(optimised, "cause"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_takes_longer_than_its_task_may_is_given_up()
    {
        var described = await fixture.RunAsync($$"""{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"{{Function}}slow","TimeoutSeconds":1,"End":true} } }""");

        Assert.Equal(("FAILED", "States.Timeout"), (ApiClient.Text(described, "status"), ApiClient.Text(described, "error")));
        Assert.Null(described["cause"]);
    }

    [Fact]
    public async Task The_trace_of_an_execution_reaches_the_function()
    {
        var started = await Api.CallAsync("StartExecution", ApiClient.Fields(("stateMachineArn", await fixture.CreateAsync(Direct("echo"))), ("traceHeader", "Root=1-67891233-abcdef012345678912345678")));
        await Api.EndAsync(ApiClient.Text(started, "executionArn"));

        Assert.Equal("Root=1-67891233-abcdef012345678912345678", fixture.Functions.LastHeaders["X-Amzn-Trace-Id"]);
    }

    [Fact]
    public async Task An_execution_waits_for_another_and_takes_its_output_as_JSON()
    {
        var inner = await fixture.CreateAsync("""{"StartAt":"A","States":{"A":{"Type":"Pass","Result":{"done":true},"End":true}}}""");

        var synced = await fixture.RunAsync(Nested("startExecution.sync:2", inner));
        var asText = await fixture.RunAsync(Nested("startExecution.sync", inner));

        Assert.Equal("""{"done":true}""", ((JsonObject)JsonValue.Parse(ApiClient.Text(synced, "output")))["Output"]!.ToJson());
        Assert.Equal("""{"done":true}""", ApiClient.Text((JsonObject)JsonValue.Parse(ApiClient.Text(asText, "output")), "Output"));
    }

    [Fact]
    public async Task An_execution_that_waits_for_one_that_fails_fails_with_its_description()
    {
        var inner = await fixture.CreateAsync("""{"StartAt":"A","States":{"A":{"Type":"Fail","Error":"E","Cause":"C"}}}""");

        var described = await fixture.RunAsync(Nested("startExecution.sync", inner));

        Assert.Equal("States.TaskFailed", ApiClient.Text(described, "error"));
        Assert.Equal("E", ApiClient.Text((JsonObject)JsonValue.Parse(ApiClient.Text(described, "cause")), "Error"));
    }

    [Fact]
    public async Task Who_has_the_token_ends_the_task()
    {
        var activity = ApiClient.Text(await Api.CallAsync("CreateActivity", ApiClient.Fields(("name", fixture.NewName("activity")))), "activityArn");
        var started = await Api.CallAsync("StartExecution", ApiClient.Fields(
            ("stateMachineArn", await fixture.CreateAsync($$"""{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"{{activity}}","HeartbeatSeconds":60,"End":true} } }""")), ("input", "[7]")));

        var task = await Api.CallAsync("GetActivityTask", ApiClient.Fields(("activityArn", activity), ("workerName", "w")));
        var token = ApiClient.Text(task, "taskToken");
        await Api.CallAsync("SendTaskHeartbeat", ApiClient.Fields(("taskToken", token)));
        await Api.CallAsync("SendTaskSuccess", ApiClient.Fields(("taskToken", token), ("output", """{"ok":1}""")));
        var described = await Api.EndAsync(ApiClient.Text(started, "executionArn"));

        Assert.Equal("[7]", ApiClient.Text(task, "input"));
        Assert.Equal("""{"ok":1}""", ApiClient.Text(described, "output"));
        Assert.Equal("TaskTimedOut", (await Api.RefusedAsync("SendTaskSuccess", ApiClient.Fields(("taskToken", token), ("output", "1")))).Code);
        Assert.Equal("InvalidToken", (await Api.RefusedAsync("SendTaskSuccess", ApiClient.Fields(("taskToken", "mine"), ("output", "1")))).Code);
        Assert.Equal("InvalidOutput", (await Api.RefusedAsync("SendTaskSuccess", ApiClient.Fields(("taskToken", token), ("output", "not")))).Code);
    }

    [Fact]
    public async Task A_distributed_map_reads_a_bucket_writes_to_it_and_can_be_described()
    {
        var file = Path.Combine(fixture.Buckets, "bucket", "items.csv");
        await File.WriteAllTextAsync(file, "name,size\na,1\nb,2\nc,x\n", TestContext.Current.CancellationToken);
        var described = await fixture.RunAsync("""
            {"StartAt":"M","States":{"M":{"Type":"Map","ToleratedFailureCount":1,"Label":"sizes",
              "ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW"},"Parameters":{"Bucket":"bucket","Key":"items.csv"}},
              "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Pass","Parameters":{"n.$":"States.StringToJson($.size)"},"End":true}}},
              "ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"bucket","Prefix":"out"}},"End":true}}}
            """);

        Assert.Equal("SUCCEEDED", ApiClient.Text(described, "status"));
        var output = (JsonObject)JsonValue.Parse(ApiClient.Text(described, "output"));
        var run = ApiClient.Text(output, "MapRunArn");
        Assert.Contains("/sizes:", run, StringComparison.Ordinal);
        var manifest = (JsonObject)JsonValue.Parse(await File.ReadAllTextAsync(
            Path.Combine(fixture.Buckets, "bucket", ApiClient.Text((JsonObject)output["ResultWriterDetails"]!, "Key")), TestContext.Current.CancellationToken));
        Assert.Single((JsonArray)((JsonObject)manifest["ResultFiles"]!)["SUCCEEDED"]!);
        var info = await Api.CallAsync("DescribeMapRun", ApiClient.Fields(("mapRunArn", run)));
        var counts = (JsonObject)info["itemCounts"]!;
        Assert.Equal((2.0, 1.0, 3.0), (Number(counts, "succeeded"), Number(counts, "failed"), Number(counts, "total")));
        var children = await Api.CallAsync("ListExecutions", ApiClient.Fields(("mapRunArn", run)));
        Assert.Equal(3, ((JsonArray)children["executions"]!).Count);
        var runs = await Api.CallAsync("ListMapRuns", ApiClient.Fields(("executionArn", ApiClient.Text(described, "executionArn"))));
        Assert.Equal(run, ApiClient.Text((JsonObject)((JsonArray)runs["mapRuns"]!)[0], "mapRunArn"));
    }

    [Theory]
    [InlineData("../outside", "The key '../outside' leads out of its bucket.")]
    [InlineData("none", "The specified key does not exist. (Service: S3, Status Code: 404, Request ID: local, Extended Request ID: local)")]
    public async Task An_object_outside_of_its_bucket_is_out_of_reach(string key, string cause)
    {
        var described = await fixture.RunAsync($$"""{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:s3:getObject","Parameters":{"Bucket":"bucket","Key":"{{key}}"},"End":true} } }""");

        Assert.Equal(cause, ApiClient.Text(described, "cause"));
    }

    [Fact]
    public async Task What_cannot_be_called_here_is_refused_by_name_when_it_is_created()
    {
        var (code, message) = await Api.RefusedAsync("CreateStateMachine", ApiClient.Fields(
            ("name", "n"), ("roleArn", "r"), ("definition", """{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::glue:startJobRun.sync","End":true}}}""")));

        Assert.Equal("InvalidDefinition", code);
        Assert.Contains("The resource provided arn:aws:states:::glue:startJobRun.sync is not recognized.", message, StringComparison.Ordinal);
    }

    private static string Direct(string function) => $$"""{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"{{Function}}{{function}}","End":true} } }""";

    private static string Optimised(string function) =>
        $$"""{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"{{function}}","Payload.$":"$"},"End":true} } }""";

    private static string Nested(string action, string machine) =>
        $$"""{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::states:{{action}}","Parameters":{"StateMachineArn":"{{machine}}","Input":{"a":1} },"End":true} } }""";

    private static double Number(JsonObject answer, string name) => ((JsonNumber)answer[name]!).Value;
}
