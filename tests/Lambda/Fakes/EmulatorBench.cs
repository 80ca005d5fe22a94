using System.Text;
using Ensemble.Lambda.Functions;
using Ensemble.Lambda.Invocations;

namespace Ensemble.Lambda.Tests.Fakes;

/// <summary>An emulator with scripted workers and a clock that is moved by hand.</summary>
internal sealed class EmulatorBench : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public EmulatorBench(EmulatorOptions? options = null, AccountSettings? account = null)
    {
        var ids = new Ids(1);
        Functions = new(account ?? new AccountSettings(), ids, seed: 1, Time);
        Emulator = new(Functions, Isolation, options ?? new EmulatorOptions(), ids, Time);
        Isolation.Sessions = Emulator.Sessions.Find;
    }

    public Clock Time { get; } = new(Start);

    public ScriptedIsolation Isolation { get; } = new();

    public FunctionRegistry Functions { get; }

    public LambdaEmulator Emulator { get; }

    public InvocationRecord LastRecord => Emulator.Journal.Invocations(1).Single();

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>The function's log, oldest line first.</summary>
    public IReadOnlyList<string> Log(string name = "f") => [.. Emulator.Journal.Log(name, 1000).Reverse().Select(line => line.Message)];

    /// <summary>Adds a function whose workers follow a script.</summary>
    public LambdaFunction Add(
        Script script, string name = "f", int timeout = 3, int memorySize = 128, int? reserved = null, int provisioned = 0)
    {
        Isolation.Scripts[name] = script;
        return AddUnscripted(name, timeout, memorySize, reserved, provisioned);
    }

    /// <summary>Adds a function that has no program.</summary>
    public LambdaFunction AddUnscripted(string name = "f", int timeout = 3, int memorySize = 128, int? reserved = null, int provisioned = 0)
    {
        var function = Functions.Create(
            new() { Name = name, Directory = "/var/task", Handler = name, Timeout = timeout, MemorySize = memorySize });
        Functions.Concurrency.SetReserved(name, reserved);
        if (provisioned > 0)
        {
            Functions.Concurrency.ProvisionLatest(function, provisioned);
        }

        return function;
    }

    public InvokeRequest Request(string payload = "{}", string name = "f", bool tail = false) => new()
    {
        Target = Functions.Resolve(name, qualifier: null),
        Payload = Encoding.UTF8.GetBytes(payload),
        RequestId = Emulator.NewRequestId(),
        TraceHeader = Emulator.TraceHeaderFor(header: null),
        WantsLogTail = tail,
    };

    public Task<InvocationResult> InvokeAsync(string payload = "{}", string name = "f", bool tail = false) =>
        Emulator.InvokeAsync(Request(payload, name, tail));

    /// <summary>Waits until something that other tasks bring about is so.</summary>
    public static async Task Until(Func<bool> isSo)
    {
        while (!isSo())
        {
            Cancelled.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Moves the clock in steps until a task has ended, as far as it takes.</summary>
    public async Task<T> AdvanceUntil<T>(Task<T> task, TimeSpan step)
    {
        while (!task.IsCompleted)
        {
            Cancelled.ThrowIfCancellationRequested();
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancelled);
            Time.Advance(step);
        }

        return await task;
    }

    public ValueTask DisposeAsync() => Emulator.DisposeAsync();
}

internal static class Results
{
    public static string Text(this InvocationResult result) => Encoding.UTF8.GetString(result.Payload.Span);
}
