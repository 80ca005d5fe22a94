using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Ensemble.Functions.Runtime;

namespace Ensemble.Host.Tests.Runtime;

public sealed class RuntimeLoopTests : IAsyncLifetime
{
    private readonly MemoryStream _log = new();
    private RuntimeApiDouble _api = null!;
    private string? _daemon;

    public async ValueTask InitializeAsync() => _api = await RuntimeApiDouble.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Events_are_handled_one_after_another()
    {
        var running = Run((payload, context) => new($"{Encoding.UTF8.GetString(payload.Span)} {context.RequestId} {context.IsFirst}"));

        _api.Send("a", "1");
        Assert.Equal(new("response", "1", "a 1 True", null, null, null), await _api.CallAsync());
        _api.Send("b", "2");
        Assert.Equal(new("response", "2", "b 2 False", null, null, null), await _api.CallAsync());
        Assert.False(running.IsCompleted);
    }

    [Fact]
    public async Task A_handler_is_told_about_its_invocation()
    {
        _ = Run((_, context) => new(string.Join(
            ' ', context.InvokedFunctionArn, context.TraceId, context.RemainingTime > TimeSpan.FromSeconds(50), context.RemainingTime <= TimeSpan.FromMinutes(1), Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID"))));

        _api.Send("{}");

        Assert.Equal("arn:aws:lambda:us-east-1:000000000000:function:f Root=1-0-0 True True Root=1-0-0", (await _api.CallAsync()).Body);
    }

    [Fact]
    public async Task What_was_done_in_a_sampled_request_is_told_to_the_daemon_of_X_Ray_once_it_is_answered()
    {
        using var daemon = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        _daemon = daemon.Client.LocalEndPoint!.ToString();
        _ = Run((payload, context) =>
        {
            context.Trace.Part("all", TimeProvider.System.GetTimestamp());
            context.Trace.Annotate("items", 3);
            return new("{}");
        });

        _api.Send("{}", trace: "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0");
        await _api.CallAsync();
        _api.Send("{}", trace: "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1");
        await _api.CallAsync();

        var lines = Encoding.UTF8.GetString((await daemon.ReceiveAsync(TestContext.Current.CancellationToken)).Buffer).Split('\n');
        Assert.Equal("""{"format":"json","version":1}""", lines[0]);
        using var document = JsonDocument.Parse(lines[1]);
        var segment = document.RootElement;
        var part = Assert.Single(segment.GetProperty("subsegments").EnumerateArray());
        Assert.Equal(
            ("subsegment", "1-5759e988-bd862e3fe1be46a994272793", "53995c3f42cd8ad8", 3, "all"),
            (segment.GetProperty("type").GetString(), segment.GetProperty("trace_id").GetString(), segment.GetProperty("parent_id").GetString(), segment.GetProperty("annotations").GetProperty("items").GetInt32(), part.GetProperty("name").GetString()));
        Assert.True(segment.GetProperty("start_time").GetDouble() <= part.GetProperty("start_time").GetDouble() && part.GetProperty("end_time").GetDouble() <= segment.GetProperty("end_time").GetDouble());
        Assert.Equal(0, daemon.Available);
    }

    [Fact]
    public async Task What_a_handler_throws_is_reported_with_its_cause()
    {
        _ = Run((_, _) => throw new InvalidOperationException("outer", new FormatException("inner")));

        _api.Send("{}");
        var call = await _api.CallAsync();

        Assert.Equal(("error", "id-1", "Function.InvalidOperationException"), (call.Kind, call.Id, call.ErrorType));
        using var report = JsonDocument.Parse(call.Body);
        Assert.Equal(("InvalidOperationException", "outer"), (report.RootElement.GetProperty("errorType").GetString(), report.RootElement.GetProperty("errorMessage").GetString()));
        Assert.Equal("inner", report.RootElement.GetProperty("cause").GetProperty("errorMessage").GetString());
        Assert.NotEqual(0, report.RootElement.GetProperty("stackTrace").GetArrayLength());
        Assert.Contains("\tid-1\terror\tInvalidOperationException: outer\n", Encoding.UTF8.GetString(_log.ToArray()), StringComparison.Ordinal);
        _api.Send("{}", "id-2");
        Assert.Equal("id-2", (await _api.CallAsync()).Id);
    }

    [Fact]
    public async Task A_handler_that_cannot_be_made_is_an_init_error_and_ends_the_process()
    {
        using var loop = Loop();
        var code = await loop.RunAsync(() => throw new FunctionException("no model"));

        var call = await _api.CallAsync();
        Assert.Equal((1, "init", "Runtime.FunctionException"), (code, call.Kind, call.ErrorType));
        Assert.Contains("no model", call.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(413)]
    [InlineData(400)]
    public async Task An_answer_that_is_not_accepted_does_not_end_the_process(int status)
    {
        _api.Statuses.Enqueue(status);
        _ = Run((payload, _) => new(Encoding.UTF8.GetString(payload.Span)));

        _api.Send("1");
        await _api.CallAsync();
        _api.Send("2");

        Assert.Equal("2", (await _api.CallAsync()).Body);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(500)]
    public async Task A_platform_that_refuses_ends_the_process(int status)
    {
        _api.Statuses.Enqueue(status);
        var running = Run((_, _) => new("1"));

        _api.Send("1");

        Assert.Equal(1, await running);
    }

    [Fact]
    public async Task A_platform_that_has_gone_ends_the_process()
    {
        var running = Run((_, _) => new("1"));
        _api.Send("1");
        await _api.CallAsync();

        await _api.DisposeAsync();

        Assert.Equal(1, await running);
    }

    [Fact]
    public async Task The_token_is_cancelled_at_the_deadline()
    {
        _ = RunAsync(async (_, context) =>
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken));
            return new("cancelled"u8.ToArray());
        });

        _api.Send("1", left: TimeSpan.FromMilliseconds(50));
        Assert.Equal("cancelled", (await _api.CallAsync()).Body);
        _api.Send("2", left: TimeSpan.FromMilliseconds(50));
        Assert.Equal("cancelled", (await _api.CallAsync()).Body);
    }

    [Fact]
    public async Task Told_to_stop_it_ends_at_once_if_it_waits()
    {
        using var loop = Loop();
        var running = Task.Run(() => loop.RunAsync(() => new Handler((_, _) => ValueTask.FromResult(new HandlerResult("1"u8.ToArray())))), TestContext.Current.CancellationToken);
        _api.Send("1");
        await _api.CallAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);

        loop.Stop();

        Assert.Equal(0, await running);
    }

    [Fact]
    public async Task Told_to_stop_it_finishes_what_it_has()
    {
        using var loop = Loop();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = Task.Run(
            () => loop.RunAsync(() => new Handler(async (_, _) =>
            {
                begun.SetResult();
                await finish.Task;
                return new("finished"u8.ToArray());
            })),
            TestContext.Current.CancellationToken);
        _api.Send("1");
        await begun.Task;

        loop.Stop();
        finish.SetResult();

        Assert.Equal("finished", (await _api.CallAsync()).Body);
        Assert.Equal(0, await running);
    }

    [Fact]
    public async Task A_streamed_answer_is_sent_piece_by_piece()
    {
        _ = RunAsync((_, _) => ValueTask.FromResult(new HandlerResult(default, async (stream, cancellationToken) =>
        {
            await stream.WriteAsync("one "u8.ToArray(), cancellationToken);
            await stream.WriteAsync("two"u8.ToArray(), cancellationToken);
        })));

        _api.Send("1");

        Assert.Equal(new("response", "id-1", "one two", null, "streaming", null), await _api.CallAsync());
    }

    [Fact]
    public async Task A_stream_that_fails_says_so_after_its_last_piece()
    {
        _ = RunAsync((_, _) => ValueTask.FromResult(new HandlerResult(default, async (stream, cancellationToken) =>
        {
            await stream.WriteAsync("one"u8.ToArray(), cancellationToken);
            throw new InvalidOperationException("broken");
        })));

        _api.Send("1");
        var call = await _api.CallAsync();

        Assert.Equal(("one", "Function.InvalidOperationException"), (call.Body, call.ErrorType));
        Assert.Contains("broken", Encoding.UTF8.GetString(Convert.FromBase64String(call.TrailingError!)), StringComparison.Ordinal);
    }

    private RuntimeLoop Loop()
    {
        var settings = new FunctionSettings(name => name switch
        {
            "AWS_LAMBDA_RUNTIME_API" => _api.Address,
            "AWS_XRAY_DAEMON_ADDRESS" => _daemon,
            "_HANDLER" => "test",
            _ => null,
        });
        return new(settings, new(_log, settings, TimeProvider.System), TimeProvider.System);
    }

    private Task<int> Run(Func<ReadOnlyMemory<byte>, HandlerContext, Text> handle) =>
        RunAsync((payload, context) => ValueTask.FromResult(new HandlerResult(Encoding.UTF8.GetBytes(handle(payload, context).Value))));

    private Task<int> RunAsync(Func<ReadOnlyMemory<byte>, HandlerContext, ValueTask<HandlerResult>> handle)
    {
        var loop = Loop();
        return Task.Run(() => loop.RunAsync(() => new Handler(handle)), TestContext.Current.CancellationToken);
    }

    private sealed record Text(string Value);

    private sealed class Handler(Func<ReadOnlyMemory<byte>, HandlerContext, ValueTask<HandlerResult>> handle) : IHandler
    {
        public ValueTask<HandlerResult> HandleAsync(ReadOnlyMemory<byte> payload, HandlerContext context) => handle(payload, context);

        public void Dispose()
        {
        }
    }
}
