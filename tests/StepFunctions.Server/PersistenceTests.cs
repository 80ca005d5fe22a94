using System.Collections.Concurrent;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Server.Tests;

/// <summary>What was answered is kept, whenever and however the process ends.</summary>
public sealed class PersistenceTests : IDisposable
{
    private const string Interrupted = "The emulator ended while the execution was running.";

    private readonly string _data = Directory.CreateTempSubdirectory("stepfunctions-data-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Everything_is_there_again_after_a_restart()
    {
        string machine, version, activity;
        using (var server = await ServerProcess.StartAsync("--data", _data))
        using (var api = new ApiClient(server.Address))
        {
            var created = await api.CallAsync("CreateStateMachine", Machine("m", """{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}""").With("publish", true));
            machine = ApiClient.Text(created, "stateMachineArn");
            version = ApiClient.Text(created, "stateMachineVersionArn");
            await api.CallAsync("CreateStateMachineAlias", ApiClient.Fields(("name", "live")).With(
                "routingConfiguration", new JsonArray([ApiClient.Fields(("stateMachineVersionArn", version)).With("weight", 100)])));
            activity = ApiClient.Text(await api.CallAsync("CreateActivity", ApiClient.Fields(("name", "a"))), "activityArn");
            await api.CallAsync("TagResource", ApiClient.Fields(("resourceArn", machine)).With("tags", new JsonArray([ApiClient.Fields(("key", "k"), ("value", "v"))])));
            await api.EndAsync(ApiClient.Text(await api.CallAsync("StartExecution", ApiClient.Fields(("stateMachineArn", $"{machine}:live"), ("name", "one"), ("input", "[ 1 ]"))), "executionArn"));
            await server.KillAsync();
        }

        using var again = await ServerProcess.StartAsync("--data", _data);
        using var client = new ApiClient(again.Address);

        Assert.Equal(version, ApiClient.Text(await client.CallAsync("DescribeStateMachine", ApiClient.Fields(("stateMachineArn", version))), "stateMachineArn"));
        Assert.Equal("live", ApiClient.Text(await client.CallAsync("DescribeStateMachineAlias", ApiClient.Fields(("stateMachineAliasArn", $"{machine}:live"))), "name"));
        Assert.Equal("a", ApiClient.Text(await client.CallAsync("DescribeActivity", ApiClient.Fields(("activityArn", activity))), "name"));
        Assert.Equal("""{"tags":[{"key":"k","value":"v"}]}""", (await client.CallAsync("ListTagsForResource", ApiClient.Fields(("resourceArn", machine)))).ToJson());
        var arn = machine.Replace(":stateMachine:", ":execution:", StringComparison.Ordinal) + ":one";
        var described = await client.CallAsync("DescribeExecution", ApiClient.Fields(("executionArn", arn)));
        Assert.Equal(("SUCCEEDED", "[ 1 ]", version), (ApiClient.Text(described, "status"), ApiClient.Text(described, "input"), ApiClient.Text(described, "stateMachineVersionArn")));
        Assert.Equal(["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"], await client.EventsAsync(arn));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Killed_at_a_random_moment_it_has_lost_nothing_that_it_had_answered(int seed)
    {
        // Half of them end by themselves, half still wait when the process is killed.
        const string Definition = """
            {"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Choice","Choices":[{"Variable":"$.wait","BooleanEquals":true,"Next":"W"}],"Default":"C"},
             "W":{"Type":"Wait","Seconds":600,"Next":"C"},"C":{"Type":"Pass","End":true}}}
            """;
        var accepted = new ConcurrentBag<string>();
        var seenEnded = new ConcurrentDictionary<string, int>();
        string machine;
        using (var server = await ServerProcess.StartAsync("--data", _data))
        using (var api = new ApiClient(server.Address))
        {
            machine = ApiClient.Text(await api.CallAsync("CreateStateMachine", Machine("m", Definition)), "stateMachineArn");
            var callers = Enumerable.Range(0, 8).Select(caller => CallAsync(api, machine, caller, accepted, seenEnded)).ToList();
            while (accepted.Count < 20 && !callers.Any(caller => caller.IsCompleted))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancelled);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(new Random(seed).Next(700)), TimeProvider.System, Cancelled);
            await server.KillAsync();
            await Task.WhenAll(callers);
        }

        using var again = await ServerProcess.StartAsync("--data", _data);
        using var client = new ApiClient(again.Address);

        Assert.NotEmpty(accepted);
        foreach (var arn in accepted)
        {
            var described = await client.CallAsync("DescribeExecution", ApiClient.Fields(("executionArn", arn)));
            var history = (JsonArray)(await client.CallAsync("GetExecutionHistory", ApiClient.Fields(("executionArn", arn))))["events"]!;
            var status = ApiClient.Text(described, "status");
            Assert.Contains(status, (string[])["SUCCEEDED", "ABORTED"]);
            Assert.Equal(status == "ABORTED" ? Interrupted : null, (described["cause"] as JsonString)?.Value);
            Assert.Equal(Enumerable.Range(1, history.Count).Select(id => (double)id), history.Select(one => ((JsonNumber)((JsonObject)one)["id"]!).Value));
            Assert.Equal(status == "ABORTED" ? "ExecutionAborted" : "ExecutionSucceeded", ApiClient.Text((JsonObject)history[^1], "type"));
            if (seenEnded.TryGetValue(arn, out var events))
            {
                Assert.Equal(("SUCCEEDED", events), (status, history.Count));
            }
        }
    }

    [Fact]
    public async Task Executions_that_ended_are_out_of_memory()
    {
        using var server = await ServerProcess.StartAsync("--data", _data);
        using var api = new ApiClient(server.Address);
        var machine = ApiClient.Text(await api.CallAsync("CreateStateMachine", Machine("m", """{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}""")), "stateMachineArn");
        for (var i = 0; i < 50; i++)
        {
            await api.EndAsync(ApiClient.Text(await api.CallAsync("StartExecution", ApiClient.Fields(("stateMachineArn", machine))), "executionArn"));
        }

        while (await server.RunningAsync() > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancelled);
        }
    }

    private static JsonObject Machine(string name, string definition) =>
        ApiClient.Fields(("name", name), ("roleArn", "arn:aws:iam::000000000000:role/r"), ("definition", definition));

    private static async Task CallAsync(ApiClient api, string machine, int caller, ConcurrentBag<string> accepted, ConcurrentDictionary<string, int> seenEnded)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                var waits = i % 2 == 1;
                var started = await api.CallAsync("StartExecution", ApiClient.Fields(
                    ("stateMachineArn", machine), ("name", FormattableString.Invariant($"{caller}-{i}")), ("input", $$"""{"wait":{{(waits ? "true" : "false")}}}""")));
                var arn = ApiClient.Text(started, "executionArn");
                accepted.Add(arn);
                if (!waits)
                {
                    await api.EndAsync(arn);
                    seenEnded[arn] = (await api.EventsAsync(arn)).Count;
                }
            }
        }
        catch (HttpRequestException)
        {
            // Killed.
        }
    }
}
