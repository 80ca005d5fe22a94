using System.Collections.Concurrent;
using System.Text.Json;
using Ensemble.Lambda.Asynchronous;
using Ensemble.Lambda.Tests.Fakes;

namespace Ensemble.Lambda.Tests.Asynchronous;

public sealed class AsynchronousInvokerTests : IAsyncDisposable
{
    private readonly EmulatorBench _bench = new(new() { AsynchronousQueueCapacity = 3 });
    private readonly AsynchronousInvoker _invoker;
    private readonly ConcurrentQueue<string> _told = [];

    public AsynchronousInvokerTests()
    {
        _invoker = new(_bench.Emulator, seed: 1, _bench.Time);
        _bench.Add(Recorder, name: "destination");
    }

    public async ValueTask DisposeAsync()
    {
        await _invoker.DisposeAsync();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task A_failed_event_is_tried_again_after_one_minute_and_after_two_more_with_the_same_id()
    {
        _bench.Add(Scripts.HandlerError("{}"), timeout: 900);
        var request = _bench.Request();
        _invoker.Enqueue(request);

        await Attempts(1);
        await _bench.Time.WaitedFor(60);
        _bench.Time.Advance(59);
        Assert.Equal((1, 1), (_bench.Emulator.Journal.Total, _invoker.Pending));
        _bench.Time.Advance(1);
        await Attempts(2);
        await _bench.Time.WaitedFor(120);
        _bench.Time.Advance(120);
        await Attempts(3);
        await EmulatorBench.Until(() => _invoker.Pending == 0);

        Assert.Equal([request.RequestId], _bench.Emulator.Journal.Invocations(10).Select(record => record.RequestId).Distinct());
    }

    [Fact]
    public async Task What_is_given_up_goes_to_the_destination()
    {
        _bench.Add(Scripts.HandlerError("""{"errorMessage":"no"}"""));
        _bench.Functions.SetAsynchronous("f", new() { MaximumRetryAttempts = 0, OnFailure = "destination" });

        _invoker.Enqueue(_bench.Request("""{"n":1}"""));
        await EmulatorBench.Until(() => !_told.IsEmpty);

        using var record = JsonDocument.Parse(_told.Single());
        var context = record.RootElement.GetProperty("requestContext");
        Assert.Equal("RetriesExhausted", context.GetProperty("condition").GetString());
        Assert.Equal(1, context.GetProperty("approximateInvokeCount").GetInt32());
        Assert.Equal("arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST", context.GetProperty("functionArn").GetString());
        Assert.Equal("Unhandled", record.RootElement.GetProperty("responseContext").GetProperty("functionError").GetString());
        Assert.Equal(1, record.RootElement.GetProperty("requestPayload").GetProperty("n").GetInt32());
        Assert.Equal("no", record.RootElement.GetProperty("responsePayload").GetProperty("errorMessage").GetString());
    }

    [Fact]
    public async Task A_function_that_is_switched_off_hands_its_events_on_at_once()
    {
        _bench.Add(Scripts.Echo, reserved: 0);
        _bench.Functions.SetAsynchronous("f", new() { OnFailure = "destination" });

        _invoker.Enqueue(_bench.Request());
        await EmulatorBench.Until(() => !_told.IsEmpty);

        Assert.Contains("\"ZeroReservedConcurrency\"", _told.Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("responseContext", _told.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_throttled_event_waits_and_that_counts_as_no_attempt()
    {
        var gate = new Gate();
        _bench.Add(Scripts.Gated(gate), reserved: 1, timeout: 900);
        _bench.Functions.SetAsynchronous("f", new() { MaximumRetryAttempts = 0, OnSuccess = "destination" });
        var running = _bench.InvokeAsync();
        await EmulatorBench.Until(() => gate.Arrived == 1);

        _invoker.Enqueue(_bench.Request());
        await EmulatorBench.Until(() => _bench.Emulator.CountsOf(_bench.Functions.Get("f")).Throttles > 0);
        await EmulatorBench.Until(() => _bench.Time.Timers.Any(wait => wait.TotalSeconds is >= 0.5 and <= 1));
        gate.Open();
        await running;
        _bench.Time.Advance(1);
        await EmulatorBench.Until(() => !_told.IsEmpty);

        Assert.Contains("\"condition\":\"Success\"", _told.Single(), StringComparison.Ordinal);
        Assert.Contains("\"approximateInvokeCount\":1", _told.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_queue_refuses()
    {
        _bench.Add(Scripts.Silent, timeout: 900);
        for (var i = 0; i < 3; i++)
        {
            _invoker.Enqueue(_bench.Request());
        }

        Assert.Equal(429, Assert.Throws<LambdaServiceException>(() => _invoker.Enqueue(_bench.Request())).StatusCode);
    }

    private async Task Attempts(int count) => await EmulatorBench.Until(() => _bench.Emulator.Journal.Total == count);

    private async Task Recorder(Ensemble.Lambda.Runtime.RuntimeSession session, ScriptedProcess process)
    {
        while (await session.NextAsync(CancellationToken.None) is { } next)
        {
            _told.Enqueue(System.Text.Encoding.UTF8.GetString(next.Payload.Span));
            Scripts.Answer(session, next, next.Payload);
        }
    }
}
