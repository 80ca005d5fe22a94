using Ensemble.StepFunctions.Json;
using Ensemble.Testing.Time;

namespace Ensemble.StepFunctions.Server.Tests;

public sealed class ExecutionTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Pass = """{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}""";
    private const string Wait = """{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":3600,"End":true}}}""";

    private ApiClient Api => fixture.Api;

    [Fact]
    public async Task An_execution_that_runs_is_started_once_by_name_and_input()
    {
        var machine = await fixture.CreateAsync(Wait);
        var request = ApiClient.Fields(("stateMachineArn", machine), ("name", "one"), ("input", "{}"));

        var first = await Api.CallAsync("StartExecution", request);
        var again = await Api.CallAsync("StartExecution", request);
        var other = await Api.RefusedAsync("StartExecution", request.With("input", "[]"));

        Assert.Equal(first, again);
        Assert.Equal(("ExecutionAlreadyExists", $"Execution Already Exists: '{ApiClient.Text(first, "executionArn")}'"), other);
    }

    [Fact]
    public async Task The_name_of_an_execution_that_ended_cannot_be_used_again()
    {
        var request = ApiClient.Fields(("stateMachineArn", await fixture.CreateAsync(Pass)), ("name", "one"));
        await Api.EndAsync(ApiClient.Text(await Api.CallAsync("StartExecution", request), "executionArn"));

        Assert.Equal("ExecutionAlreadyExists", (await Api.RefusedAsync("StartExecution", request)).Code);
    }

    [Fact]
    public async Task A_stopped_execution_says_why_and_its_last_event_hangs_on_nothing()
    {
        var started = await Api.CallAsync("StartExecution", ApiClient.Fields(("stateMachineArn", await fixture.CreateAsync(Wait))));
        var arn = ApiClient.Text(started, "executionArn");

        await Api.CallAsync("StopExecution", ApiClient.Fields(("executionArn", arn), ("error", "Enough"), ("cause", "of it")));
        var described = await Api.EndAsync(arn);
        var history = await Api.CallAsync("GetExecutionHistory", ApiClient.Fields(("executionArn", arn)).With("reverseOrder", true).With("maxResults", 1));

        Assert.Equal(("ABORTED", "Enough", "of it"), (ApiClient.Text(described, "status"), ApiClient.Text(described, "error"), ApiClient.Text(described, "cause")));
        var last = (JsonObject)((JsonArray)history["events"]!)[0];
        Assert.Equal("ExecutionAborted", ApiClient.Text(last, "type"));
        Assert.Equal(0, ((JsonNumber)last["previousEventId"]!).Value);
    }

    [Fact]
    public async Task Executions_are_listed_newest_first_by_status_and_in_pages()
    {
        var machine = await fixture.CreateAsync("""{"StartAt":"A","States":{"A":{"Type":"Choice","Choices":[{"Variable":"$.fail","BooleanEquals":true,"Next":"F"}],"Default":"S"},"F":{"Type":"Fail"},"S":{"Type":"Succeed"}}}""");
        foreach (var (name, fails) in (IEnumerable<(string, bool)>)[("a", false), ("b", true), ("c", false)])
        {
            var started = await Api.CallAsync("StartExecution", ApiClient.Fields(("stateMachineArn", machine), ("name", name), ("input", $$"""{"fail":{{(fails ? "true" : "false")}}}""")));
            await Api.EndAsync(ApiClient.Text(started, "executionArn"));
        }

        var all = await Api.CallAsync("ListExecutions", ApiClient.Fields(("stateMachineArn", machine)));
        var failed = await Api.CallAsync("ListExecutions", ApiClient.Fields(("stateMachineArn", machine), ("statusFilter", "FAILED")));
        var first = await Api.CallAsync("ListExecutions", ApiClient.Fields(("stateMachineArn", machine)).With("maxResults", 2));
        var rest = await Api.CallAsync("ListExecutions", ApiClient.Fields(("stateMachineArn", machine), ("nextToken", ApiClient.Text(first, "nextToken"))).With("maxResults", 2));

        Assert.Equal(["c", "b", "a"], Names(all));
        Assert.Equal(["b"], Names(failed));
        Assert.Equal(["c", "b"], Names(first));
        Assert.Equal(["a"], Names(rest));
        Assert.Null(rest["nextToken"]);
    }

    [Fact]
    public async Task A_history_is_read_in_pages_in_both_directions_and_without_data()
    {
        var described = await fixture.RunAsync("""{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","End":true}}}""", """{"secret":1}""");
        var arn = ApiClient.Text(described, "executionArn");

        var first = await Api.CallAsync("GetExecutionHistory", ApiClient.Fields(("executionArn", arn)).With("maxResults", 4));
        var rest = await Api.CallAsync("GetExecutionHistory", ApiClient.Fields(("executionArn", arn), ("nextToken", ApiClient.Text(first, "nextToken"))).With("maxResults", 4));
        var backwards = await Api.CallAsync("GetExecutionHistory", ApiClient.Fields(("executionArn", arn)).With("reverseOrder", true));
        var without = await Api.CallAsync("GetExecutionHistory", ApiClient.Fields(("executionArn", arn)).With("includeExecutionData", false));

        Assert.Equal([1, 2, 3, 4], Ids(first));
        Assert.Equal([5, 6], Ids(rest));
        Assert.Equal([6, 5, 4, 3, 2, 1], Ids(backwards));
        Assert.DoesNotContain("secret", without.ToJson(), StringComparison.Ordinal);
        Assert.Contains("secret", first.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redriven_execution_goes_on_at_the_state_that_failed()
    {
        File.Delete(Path.Combine(fixture.Buckets, "bucket", "later.json"));
        var machine = """
            {"StartAt":"A","States":{
              "A":{"Type":"Pass","Assign":{"x":1},"Result":{"k":"later.json"},"Next":"B"},
              "B":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:s3:getObject","Parameters":{"Bucket":"bucket","Key.$":"$.k"},"ResultSelector":{"x.$":"$x","body.$":"$.Body"},"End":true}}}
            """;
        var failed = await fixture.RunAsync(machine);
        var arn = ApiClient.Text(failed, "executionArn");
        await File.WriteAllTextAsync(Path.Combine(fixture.Buckets, "bucket", "later.json"), "there", TestContext.Current.CancellationToken);

        await Api.CallAsync("RedriveExecution", ApiClient.Fields(("executionArn", arn)));
        var described = await Api.EndAsync(arn);

        Assert.Equal(("FAILED", "S3.NoSuchKeyException"), (ApiClient.Text(failed, "status"), ApiClient.Text(failed, "error")));
        Assert.Equal("""{"x":1,"body":"there"}""", JsonValue.Parse(ApiClient.Text(described, "output")).ToJson());
        Assert.Equal(1, ((JsonNumber)described["redriveCount"]!).Value);
        var events = await Api.EventsAsync(arn);
        Assert.Single(events, "PassStateEntered");
        Assert.Contains("ExecutionRedriven", events);
        Assert.Equal("ExecutionNotRedrivable", (await Api.RefusedAsync("RedriveExecution", ApiClient.Fields(("executionArn", arn)))).Code);
    }

    [Fact]
    public async Task An_express_workflow_is_answered_with_its_bill_and_has_no_history()
    {
        var machine = await fixture.CreateAsync(Pass, "EXPRESS");

        var answer = await Api.CallAsync("StartSyncExecution", ApiClient.Fields(("stateMachineArn", machine), ("input", "[1]"), ("name", "n")));
        var started = await Api.CallAsync("StartExecution", ApiClient.Fields(("stateMachineArn", machine)));

        Assert.Equal(("SUCCEEDED", "[1]"), (ApiClient.Text(answer, "status"), ApiClient.Text(answer, "output")));
        Assert.NotNull(answer["billingDetails"]);
        Assert.Contains(":express:", ApiClient.Text(started, "executionArn"), StringComparison.Ordinal);
        Assert.Equal("InvalidArn", (await Api.RefusedAsync("GetExecutionHistory", ApiClient.Fields(("executionArn", ApiClient.Text(started, "executionArn"))))).Code);
        Assert.Equal("StateMachineTypeNotSupported", (await Api.RefusedAsync("ListExecutions", ApiClient.Fields(("stateMachineArn", machine)))).Code);
        Assert.Equal("StateMachineTypeNotSupported", (await Api.RefusedAsync("StartSyncExecution", ApiClient.Fields(("stateMachineArn", await fixture.CreateAsync(Pass))))).Code);
    }

    [Fact]
    public async Task An_express_workflow_that_takes_no_time_is_billed_for_a_tenth_of_a_second_and_64_MB()
    {
        await using var server = await StepFunctionsServer.StartAsync(new() { Urls = "http://127.0.0.1:0", Seed = 1 }, new Clock(), TestContext.Current.CancellationToken);
        using var api = new ApiClient(server.Address);
        var created = await api.CallAsync("CreateStateMachine", ApiClient.Fields(("name", "m"), ("definition", Pass), ("roleArn", "arn:aws:iam::000000000000:role/r"), ("type", "EXPRESS")));

        var answer = await api.CallAsync("StartSyncExecution", ApiClient.Fields(("stateMachineArn", ApiClient.Text(created, "stateMachineArn"))));

        Assert.Equal("""{"billedMemoryUsedInMB":64,"billedDurationInMilliseconds":100}""", answer["billingDetails"]!.ToJson());
    }

    [Theory]
    [InlineData("StartExecution", "stateMachineArn", "x", "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: x'")]
    [InlineData("DescribeExecution", "executionArn", "arn:aws:states:us-east-1:000000000000:execution:m:none", "ExecutionDoesNotExist", "Execution Does Not Exist: 'arn:aws:states:us-east-1:000000000000:execution:m:none'")]
    [InlineData("DescribeStateMachine", "stateMachineArn", "arn:aws:states:us-east-1:000000000000:stateMachine:none", "StateMachineDoesNotExist", "State Machine Does Not Exist: 'arn:aws:states:us-east-1:000000000000:stateMachine:none'")]
    [InlineData("SendTaskSuccess", "taskToken", "none", "ValidationException", "1 validation error detected: Value null at 'output' failed to satisfy constraint: Member must not be null")]
    [InlineData("NoSuchOperation", "a", "b", "UnknownOperationException", "There is no operation 'NoSuchOperation'.")]
    public async Task What_is_not_there_is_refused_in_the_words_of_AWS(string operation, string field, string value, string code, string message) =>
        Assert.Equal((code, message), await Api.RefusedAsync(operation, ApiClient.Fields((field, value))));

    [Theory]
    [InlineData("{", "Unexpected end-of-input: expected close marker for Object")]
    [InlineData("[]", "The request must be a JSON object.")]
    public async Task A_request_that_is_no_object_is_refused(string body, string message)
    {
        var (status, answer) = await Api.SendAsync("ListStateMachines", body);

        Assert.Equal((400, "SerializationException", message), (status, ApiClient.Text(answer, "__type"), ApiClient.Text(answer, "message")));
    }

    [Fact]
    public async Task The_executions_that_ended_last_are_shown_to_a_dashboard()
    {
        var machine = await fixture.CreateAsync(Pass, "EXPRESS");
        var answer = await Api.CallAsync("StartSyncExecution", ApiClient.Fields(("stateMachineArn", machine)));
        var arn = ApiClient.Text(answer, "executionArn");
        using var client = new HttpClient { BaseAddress = fixture.Address };

        var recent = (JsonArray)JsonValue.Parse(await client.GetStringAsync("/emulator/executions", TestContext.Current.CancellationToken));
        var events = (JsonArray)JsonValue.Parse(await client.GetStringAsync($"/emulator/executions/{Uri.EscapeDataString(arn)}/events", TestContext.Current.CancellationToken));

        Assert.Contains(recent, one => ApiClient.Text((JsonObject)one, "executionArn") == arn);
        Assert.Equal("ExecutionSucceeded", ApiClient.Text((JsonObject)events[^1], "type"));
    }

    private static IEnumerable<string> Names(JsonObject list) => ((JsonArray)list["executions"]!).Select(one => ApiClient.Text((JsonObject)one, "name"));

    private static IEnumerable<double> Ids(JsonObject history) => ((JsonArray)history["events"]!).Select(one => ((JsonNumber)((JsonObject)one)["id"]!).Value);
}
