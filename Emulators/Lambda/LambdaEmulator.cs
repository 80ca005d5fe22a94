using Ensemble.Lambda.Environments;
using Ensemble.Lambda.Functions;
using Ensemble.Lambda.Invocations;
using Ensemble.Lambda.Isolation;
using Ensemble.Lambda.Observation;
using Ensemble.Lambda.Runtime;
using Ensemble.Lambda.Scaling;

namespace Ensemble.Lambda;

/// <summary>
/// The emulator without its protocols: it runs functions as Lambda does, one worker process per execution environment. Its
/// disposal ends every process.
/// </summary>
public sealed class LambdaEmulator : IAsyncDisposable
{
    private readonly EnvironmentServices _services;
    private readonly Scheduler _scheduler;

    /// <summary>Makes an emulator. Nothing is started until a function is invoked or environments are to be kept started.</summary>
    /// <param name="functions">The functions; more may be added later.</param>
    /// <param name="isolation">Where workers run; belongs to the caller.</param>
    /// <param name="options">How it behaves.</param>
    /// <param name="ids">Makes ids.</param>
    /// <param name="time">The clock.</param>
    public LambdaEmulator(FunctionRegistry functions, IIsolation isolation, EmulatorOptions options, Ids ids, TimeProvider time)
    {
        Functions = functions;
        Isolation = isolation;
        Options = options;
        Cpu = new(Environment.ProcessorCount, time);
        _services = new(options, functions.Account, isolation, Cpu, Sessions, new(options), ids, time);
        _scheduler = new(_services, functions);
    }

    /// <summary>All functions.</summary>
    public FunctionRegistry Functions { get; }

    /// <summary>Where workers run.</summary>
    public IIsolation Isolation { get; }

    /// <summary>How it behaves.</summary>
    public EmulatorOptions Options { get; }

    /// <summary>The shares of the CPU that are in use.</summary>
    public CpuLedger Cpu { get; }

    /// <summary>The workers that run.</summary>
    public RuntimeSessions Sessions { get; } = new();

    /// <summary>What has happened.</summary>
    public Journal Journal => _services.Journal;

    /// <summary>The host and port at which workers find the Runtime API, e.g. <c>127.0.0.1:9001</c>.</summary>
    public string RuntimeApi
    {
        get => _services.RuntimeApi;
        set => _services.RuntimeApi = value;
    }

    /// <summary>The host and port at which workers find the daemon of X-Ray, e.g. <c>127.0.0.1:2000</c>.</summary>
    public string TraceDaemon
    {
        get => _services.TraceDaemon;
        set => _services.TraceDaemon = value;
    }

    /// <summary>Runs a function and waits for its answer. An error of the function is part of the answer.</summary>
    /// <exception cref="LambdaServiceException">A limit is reached, or the emulator is being stopped.</exception>
    public Task<InvocationResult> InvokeAsync(InvokeRequest request)
    {
        var invocation = new Invocation(request, _services.Time, _scheduler.Answered);
        _scheduler.Place(invocation);
        return invocation.Result;
    }

    /// <summary>A new request id.</summary>
    public string NewRequestId() => _services.Ids.Uuid();

    /// <summary>The trace header that a request carries on: the caller's, or a new one.</summary>
    public string TraceHeaderFor(string? header) => TraceHeader.Complete(header, _services.Ids, _services.Time);

    /// <summary>How far the environments of a version that are to be kept started have been.</summary>
    public ProvisionedStatus Provisioned(FunctionVersion version) => _scheduler.Status(version);

    /// <summary>What every environment is doing, the newest first.</summary>
    public IReadOnlyList<EnvironmentSnapshot> Environments()
    {
        var all = _scheduler.Environments().Select(environment => (Environment: environment, Snapshot: environment.Snapshot())).ToList();

        // Whoever sees one that is idle can rely on it: one that is on its way to or from the free ones is not yet, or no longer, idle.
        var free = _scheduler.Free();
        return
        [
            .. all
                .Select(one => one.Snapshot.State == EnvironmentState.Idle && !free.Contains(one.Environment) ? one.Snapshot with { State = EnvironmentState.Busy } : one.Snapshot)
                .OrderByDescending(snapshot => snapshot.Created),
        ];
    }

    /// <summary>How often a function was invoked, started an environment for it, and refused.</summary>
    public (long Invocations, long ColdStarts, long Throttles) CountsOf(LambdaFunction function) => _scheduler.CountsOf(function);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _scheduler.DisposeAsync();
}
