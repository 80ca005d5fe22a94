using System.Text;
using System.Text.RegularExpressions;

namespace Ensemble.Lambda.Server.Tests;

/// <summary>The Invoke API over raw HTTP: status, headers, bodies and log lines as they were recorded on AWS.</summary>
public sealed class InvokeTests(EmulatorFixture emulator) : IClassFixture<EmulatorFixture>
{
    [Fact]
    public async Task A_function_is_invoked_and_answers()
    {
        var answer = await emulator.InvokeAsync("echo", """{"a": [1, 2]}""");

        Assert.Equal((200, """{"a": [1, 2]}"""), (answer.Status, answer.Text));
        Assert.Equal("application/json", answer["Content-Type"]);
        Assert.Equal("$LATEST", answer["X-Amz-Executed-Version"]);
        Assert.Equal("0", answer["x-amzn-Remapped-Content-Length"]);
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", answer["x-amzn-RequestId"]!);
        Assert.Matches("^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$", answer["X-Amzn-Trace-Id"]!);
        Assert.Null(answer["X-Amz-Function-Error"]);
    }

    [Fact]
    public async Task A_trace_goes_on_through_the_function()
    {
        const string trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

        var answer = await emulator.InvokeAsync("echo", "1", ("X-Amzn-Trace-Id", trace), ("X-Amz-Log-Type", "Tail"));

        Assert.Equal(trace, answer["X-Amzn-Trace-Id"]);

        // The function's segment is its own, below that of the caller.
        Assert.Matches(@"XRAY TraceId: 1-5759e988-bd862e3fe1be46a994272793\tSegmentId: (?!53995c3f42cd8ad8)[0-9a-f]{16}\tSampled: true\n$", Tail(answer));
    }

    [Fact]
    public async Task No_body_is_an_empty_object() => Assert.Equal("{}", (await emulator.InvokeAsync("echo", string.Empty)).Text);

    [Fact]
    public async Task The_end_of_the_log_comes_along_if_it_is_asked_for()
    {
        var answer = await emulator.InvokeAsync("echo", """{"throw":"as asked"}""", ("X-Amz-Log-Type", "Tail"));

        var id = answer["x-amzn-RequestId"]!;
        Assert.Matches(
            new Regex($@"^START RequestId: {id} Version: \$LATEST\n\S+Z\t{id}\terror\tInvalidOperationException: as asked\nEND RequestId: {id}\nREPORT RequestId: {id}\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 1769 MB\tMax Memory Used: \d+ MB\t(Init Duration: \d+\.\d\d ms\t)?\n$"),
            Tail(answer));
    }

    [Fact]
    public async Task An_error_of_the_handler_is_passed_on_as_it_is()
    {
        var answer = await emulator.InvokeAsync("echo", """{"throw":"as asked"}""");

        Assert.Equal((200, "Unhandled", "$LATEST"), (answer.Status, answer["X-Amz-Function-Error"], answer["X-Amz-Executed-Version"]));
        Assert.Equal(("InvalidOperationException", "as asked"), (answer.Json.GetProperty("errorType").GetString(), answer.Json.GetProperty("errorMessage").GetString()));
    }

    [Theory]
    [InlineData("""{"exit":0}""", "Runtime exited without providing a reason")]
    [InlineData("""{"exit":7}""", "Runtime exited with error: exit status 7")]
    public async Task A_process_that_ends_is_told(string payload, string message)
    {
        var answer = await emulator.InvokeAsync("echo", payload);

        Assert.Equal(
            $$"""{"errorType":"Runtime.ExitError","errorMessage":"RequestId: {{answer["x-amzn-RequestId"]}} Error: {{message}}"}""", answer.Text);
        Assert.Equal((200, "Unhandled"), (answer.Status, answer["X-Amz-Function-Error"]));
        Assert.Equal("1", (await emulator.InvokeAsync("echo", "1")).Text);
    }

    [Fact]
    public async Task A_timeout_is_told_and_its_duration_is_the_timeout()
    {
        await emulator.InvokeAsync("quick", "1");
        var answer = await emulator.InvokeAsync("quick", """{"sleep":60000}""", ("X-Amz-Log-Type", "Tail"));

        Assert.Equal(
            $$"""{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: {{answer["x-amzn-RequestId"]}} Error: Task timed out after 1.00 seconds"}""",
            answer.Text);
        Assert.Contains("\tDuration: 1000.00 ms\tBilled Duration: 1000 ms\t", Tail(answer), StringComparison.Ordinal);
        Assert.EndsWith("\tStatus: timeout\n", Tail(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memory_beyond_the_limit_kills_the_environment()
    {
        var answer = await emulator.InvokeAsync("small", """{"allocate":400}""", ("X-Amz-Log-Type", "Tail"));

        // Where the process itself notices first, it fails with its own error.
        if (answer.Text.Contains("OutOfMemoryException", StringComparison.Ordinal))
        {
            return;
        }

        Assert.Equal(
            $$"""{"errorType":"Runtime.ExitError","errorMessage":"RequestId: {{answer["x-amzn-RequestId"]}} Error: Runtime exited with error: signal: killed"}""",
            answer.Text);
        Assert.EndsWith("\tMemory Size: 128 MB\tMax Memory Used: 128 MB\tStatus: error\tError Type: Runtime.OutOfMemory\n", Tail(answer)[Tail(answer).IndexOf("\tMemory Size", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_told_and_the_environment_goes_on()
    {
        var answer = await emulator.InvokeAsync("echo", """{"answer":6291557}""");

        Assert.Equal(
            """{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes)."}""",
            answer.Text);
        Assert.Equal(6_291_556, (await emulator.InvokeAsync("echo", """{"answer":6291556}""")).Body.Length);
    }

    [Fact]
    public async Task An_event_that_is_too_large_is_refused()
    {
        var answer = await emulator.InvokeAsync("echo", $"\"{new string('x', 6_291_456)}\"");

        Assert.Equal(413, answer.Status);
        Assert.Equal("RequestEntityTooLargeException", answer["x-amzn-ErrorType"]);
        Assert.Equal("""{"Message":"Request must be smaller than 6291456 bytes for the InvokeFunction operation"}""", answer.Text);
    }

    [Fact]
    public async Task A_missing_program_is_told()
    {
        var answer = await emulator.InvokeAsync("missing", "{}");

        Assert.Equal((200, "Unhandled"), (answer.Status, answer["X-Amz-Function-Error"]));
        Assert.Equal("Runtime.InvalidEntrypoint", answer.Json.GetProperty("errorType").GetString());
        Assert.Matches(@"^RequestId: \S+ Error: Couldn't find valid bootstrap\(s\): \[.*/nothing\]$", answer.Json.GetProperty("errorMessage").GetString()!);
    }

    [Fact]
    public async Task An_error_of_init_is_passed_on_as_it_is()
    {
        var answer = await emulator.InvokeAsync("unknown-handler", "{}");

        Assert.Equal("Unhandled", answer["X-Amz-Function-Error"]);
        Assert.Equal(
            "There is no handler 'nobody'. Set the function's handler to one of invoke, model, ensemble, echo.", answer.Json.GetProperty("errorMessage").GetString());
    }

    [Theory]
    [InlineData("nobody", "arn:aws:lambda:us-east-1:000000000000:function:nobody:$LATEST")]
    [InlineData("echo:9", "arn:aws:lambda:us-east-1:000000000000:function:echo:9")]
    public async Task What_is_not_there_is_not_found(string name, string arn)
    {
        var answer = await emulator.InvokeAsync(name, "{}");

        Assert.Equal((404, "ResourceNotFoundException"), (answer.Status, answer["x-amzn-ErrorType"]));
        Assert.Equal($$"""{"Type":"User","Message":"Function not found: {{arn}}"}""", answer.Text);
    }

    [Fact]
    public async Task An_event_that_is_no_JSON_is_refused()
    {
        var answer = await emulator.InvokeAsync("echo", "{no");

        Assert.Equal((400, "InvalidRequestContentException"), (answer.Status, answer["x-amzn-ErrorType"]));
        Assert.StartsWith(
            """{"Type":"User","message":"Could not parse request body into json: Could not parse payload into json: """, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_runs_nothing()
    {
        Assert.Equal((204, string.Empty), await DryRunAsync("missing"));
        Assert.Equal(404, (await DryRunAsync("nobody")).Status);

        async Task<(int Status, string Text)> DryRunAsync(string name)
        {
            var answer = await emulator.InvokeAsync(name, "{}", ("X-Amz-Invocation-Type", "DryRun"));
            return (answer.Status, answer.Status == 204 ? answer.Text : string.Empty);
        }
    }

    [Fact]
    public async Task An_unknown_kind_of_invocation_is_refused() => Assert.Equal(
        """{"message":"1 validation error detected: Value 'Later' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [RequestResponse, Event, DryRun]"}""",
        (await emulator.InvokeAsync("echo", "{}", ("X-Amz-Invocation-Type", "Later"))).Text);

    [Fact]
    public async Task Beyond_its_reserved_concurrency_a_function_is_throttled()
    {
        var slow = emulator.InvokeAsync("limited", """{"sleep":4000}""");
        while (!(await emulator.SendAsync(HttpMethod.Get, "/emulator/environments")).Json.EnumerateArray()
            .Any(environment => environment.GetProperty("functionName").GetString() == "limited"))
        {
            EmulatorFixture.Cancelled.ThrowIfCancellationRequested();
        }

        var answer = await emulator.InvokeAsync("limited", "1");

        Assert.Equal((429, "TooManyRequestsException"), (answer.Status, answer["x-amzn-ErrorType"]));
        Assert.Equal("""{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}""", answer.Text);
        Assert.Equal(200, (await slow).Status);
    }

    [Fact]
    public async Task An_event_that_nobody_waits_for_is_accepted_and_its_failure_goes_to_the_destination()
    {
        var answer = await emulator.InvokeAsync("async", """{"throw":"later"}""", ("X-Amz-Invocation-Type", "Event"));

        Assert.Equal((202, string.Empty), (answer.Status, answer.Text));
        Assert.Null(answer["X-Amz-Executed-Version"]);
        var record = await emulator.RecordAsync("async");
        Assert.Equal(answer["x-amzn-RequestId"], record.GetProperty("requestId").GetString());
        while (!(await emulator.SendAsync(HttpMethod.Get, "/emulator/invocations?function=echo&limit=1000")).Text.Contains("\"asynchronous\":true", StringComparison.Ordinal))
        {
            EmulatorFixture.Cancelled.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task An_answer_can_be_taken_as_a_stream()
    {
        var answer = await emulator.SendAsync(
            HttpMethod.Post, "/2021-11-15/functions/echo/response-streaming-invocations", """{"stream":3}""");

        Assert.Equal((200, "application/vnd.amazon.eventstream"), (answer.Status, answer["Content-Type"]));
        var messages = EventStreamReader.Read(answer.Body);
        Assert.Equal("InvokeComplete", messages[^1].Headers[":event-type"]);
        Assert.All(messages.SkipLast(1), message => Assert.Equal("PayloadChunk", message.Headers[":event-type"]));
        Assert.Equal("012", string.Concat(messages.SkipLast(1).Select(message => Encoding.UTF8.GetString(message.Payload))));
    }

    [Fact]
    public async Task An_error_of_a_stream_is_in_its_last_event()
    {
        var answer = await emulator.SendAsync(
            HttpMethod.Post, "/2021-11-15/functions/echo/response-streaming-invocations", """{"throw":"as asked"}""");

        var last = EventStreamReader.Read(answer.Body).Single();
        Assert.Equal("InvokeComplete", last.Headers[":event-type"]);
        Assert.Contains("as asked", Encoding.UTF8.GetString(last.Payload), StringComparison.Ordinal);
        Assert.Contains("\"ErrorCode\":\"Function.InvalidOperationException\"", Encoding.UTF8.GetString(last.Payload), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_tell_what_the_report_says_and_the_evidence_behind_it()
    {
        await emulator.InvokeAsync("small", """{"burn":20000000}""");

        var record = await emulator.RecordAsync("small");

        Assert.Equal(128, record.GetProperty("memorySize").GetInt32());
        Assert.Equal(Math.Ceiling(record.GetProperty("durationMs").GetDouble() + (record.GetProperty("initDurationMs") is { ValueKind: System.Text.Json.JsonValueKind.Number } init ? init.GetDouble() : 0)), record.GetProperty("billedDurationMs").GetDouble());
        Assert.False(record.GetProperty("cpuContended").GetBoolean() && record.GetProperty("vCpus").GetDouble() > 1);
        Assert.StartsWith("REPORT RequestId: ", record.GetProperty("report").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shares_that_exceed_the_machine_run_and_are_told()
    {
        Assert.SkipWhen(2 * EmulatorFixture.WholeMachine / 1769.0 <= Environment.ProcessorCount, "Two functions cannot exceed a machine of so many cores.");

        await Task.WhenAll(emulator.InvokeAsync("whole", """{"sleep":4000}"""), emulator.InvokeAsync("whole", """{"sleep":4000}"""));
        await emulator.RecordAsync("whole", count: 2);
        await emulator.InvokeAsync("whole", "1");

        var records = (await emulator.SendAsync(HttpMethod.Get, "/emulator/invocations?limit=1000&function=whole")).Json.EnumerateArray().ToList();
        Assert.All(records.TakeLast(2), record => Assert.True(record.GetProperty("cpuContended").GetBoolean()));
    }

    private static string Tail(EmulatorFixture.Answer answer) => Encoding.UTF8.GetString(Convert.FromBase64String(answer["X-Amz-Log-Result"]!));
}
