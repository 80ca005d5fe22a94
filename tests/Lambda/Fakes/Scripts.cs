using System.Text;
using Ensemble.Lambda.Runtime;

namespace Ensemble.Lambda.Tests.Fakes;

/// <summary>Workers that tests need.</summary>
internal static class Scripts
{
    /// <summary>Answers every event with itself.</summary>
    public static async Task Echo(RuntimeSession session, ScriptedProcess process)
    {
        while (await session.NextAsync(CancellationToken.None) is { } next)
        {
            Answer(session, next, next.Payload);
        }
    }

    /// <summary>Answers every event once the gate is open.</summary>
    public static Script Gated(Gate gate) => async (session, _) =>
    {
        while (await session.NextAsync(CancellationToken.None) is { } next)
        {
            await gate.PassAsync();
            Answer(session, next, next.Payload);
        }
    };

    /// <summary>Never asks for an event.</summary>
    public static Task Hang(RuntimeSession session, ScriptedProcess process) => Task.CompletedTask;

    /// <summary>Takes events and answers none.</summary>
    public static async Task Silent(RuntimeSession session, ScriptedProcess process) => await session.NextAsync(CancellationToken.None);

    /// <summary>Ends instead of answering.</summary>
    public static Script ExitInHandler(int code, string? signal = null, bool outOfMemory = false) => async (session, process) =>
    {
        if (await session.NextAsync(CancellationToken.None) is not null)
        {
            process.End(new(code, signal, outOfMemory));
        }
    };

    /// <summary>Ends before it asks for an event.</summary>
    public static Script ExitInInit(int code) => (_, process) =>
    {
        process.End(new(code, null, OutOfMemory: false));
        return Task.CompletedTask;
    };

    /// <summary>Reports that it cannot be initialised, and ends.</summary>
    public static Script InitError(string payload) => (session, process) =>
    {
        session.ReportInitError(Encoding.UTF8.GetBytes(payload), new("Runtime.Unknown", string.Empty));
        process.End(new(1, null, OutOfMemory: false));
        return Task.CompletedTask;
    };

    /// <summary>Reports an error for every event.</summary>
    public static Script HandlerError(string payload) => async (session, _) =>
    {
        while (await session.NextAsync(CancellationToken.None) is { } next)
        {
            Assert.Null(session.BeginResponse(next.RequestId, isError: true, out var _));
            session.CompleteResponse(Encoding.UTF8.GetBytes(payload), new("Function.Unknown", string.Empty));
        }
    };

    /// <summary>Does what each of the scripts does in turn, one per process; the last one from then on.</summary>
    public static Script InTurn(params Script[] scripts)
    {
        var started = 0;
        return (session, process) => scripts[Math.Min(Interlocked.Increment(ref started), scripts.Length) - 1](session, process);
    }

    public static void Answer(RuntimeSession session, RuntimeEvent next, ReadOnlyMemory<byte> payload)
    {
        if (session.BeginResponse(next.RequestId, isError: false, out var _) is null)
        {
            session.CompleteResponse(payload, error: null);
        }
    }
}

/// <summary>Holds workers back until it is opened; counts those that came.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _arrived;

    public int Arrived => Volatile.Read(ref _arrived);

    public async Task PassAsync()
    {
        Interlocked.Increment(ref _arrived);
        await _open.Task;
    }

    public void Open() => _open.SetResult();
}
