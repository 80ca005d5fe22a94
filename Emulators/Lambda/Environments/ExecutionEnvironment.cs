using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Ensemble.Lambda.Functions;
using Ensemble.Lambda.Invocations;
using Ensemble.Lambda.Isolation;
using Ensemble.Lambda.Runtime;
using Ensemble.Lambda.Scaling;

namespace Ensemble.Lambda.Environments;

/// <summary>
/// One execution environment: a sandbox and, one after another, the worker processes in it, each with one event at a time.
/// <code>
/// state      what happens        then
/// Starting   next                Busy with the invocation it was started for; Idle if it was started ahead
///            exit, timeout       Resetting, then Busy: init is repeated within the invocation
///            init/error          Resetting, then Idle; the invocation is answered with it
/// Idle       an invocation       Busy; a process that has gone is started again within the invocation
/// Busy       response, error     Finishing, the invocation is answered
///            exit, timeout       Resetting, then Idle without a process; the invocation is answered
/// Finishing  next                Idle
///            exit, timeout       Resetting, then Idle without a process
/// any        stop                Stopped
/// </code>
/// One lock guards the state, the current session and the current run. Callers are answered and the scheduler is called
/// outside of it.
/// </summary>
internal sealed class ExecutionEnvironment : IAsyncDisposable
{
    private static readonly TimeSpan ProvisionedInitTimeout = TimeSpan.FromSeconds(130);

    private readonly Lock _gate = new();
    private readonly EnvironmentServices _services;
    private readonly Scheduler _scheduler;
    private readonly ISandbox _sandbox;
    private readonly EnvironmentLog _log;
    private readonly DueTimer _timer;
    private RuntimeSession? _session;
    private InvocationRun? _run;
    private CpuLease? _initLease;
    private TimeSpan? _initDuration;
    private long _invocations;

    // What part of its share of the CPU it used the last time.
    private double _use = 1;

    private bool _frozen;
    private bool _hadWorker;

    public ExecutionEnvironment(FunctionVersion version, bool isProvisioned, EnvironmentServices services, Scheduler scheduler)
    {
        Version = version;
        IsProvisioned = isProvisioned;
        _services = services;
        _scheduler = scheduler;
        Created = services.Time.GetUtcNow();
        Id = services.Ids.Hex(12);
        _log = new(
            $"{Created:yyyy/MM/dd}/[{version.Version}]{services.Ids.Hex(32)}",
            services.Journal.LogOf(version.Configuration.Name),
            services.Time);
        _sandbox = services.Isolation.CreateSandbox(Id, version.Configuration.MemorySize * 1024L * 1024);
        _timer = new(OnTimer, services.Time);
    }

    public string Id { get; }

    public FunctionVersion Version { get; }

    public bool IsProvisioned { get; }

    public DateTimeOffset Created { get; }

    public EnvironmentState State { get; private set; } = EnvironmentState.Starting;

    /// <summary>The timestamp at which it last became idle.</summary>
    public long IdleSince { get; private set; }

    /// <summary>The invocation that is to follow the one it finishes; the scheduler's, under the scheduler's lock.</summary>
    public Invocation? Following { get; set; }

    /// <summary>Ends the wait of <see cref="Following"/>; the scheduler's.</summary>
    public ITimer? Patience { get; set; }

    /// <summary>Whether its process runs.</summary>
    public bool HasWorker => _session is not null;

    private TimeProvider Time => _services.Time;

    public EnvironmentSnapshot Snapshot()
    {
        lock (_gate)
        {
            return new(
                Id, Version.Configuration.Name, Version.Version, State, _session?.Process?.Id, _frozen, IsProvisioned,
                Version.Configuration.MemorySize, Created, _initDuration, _invocations, _run?.Invocation.RequestId, _log.Stream);
        }
    }

    /// <summary>Starts it, for an invocation or ahead of any.</summary>
    public void Start(Invocation? first)
    {
        lock (_gate)
        {
            _run = first is null ? null : NewRun(first);
            State = EnvironmentState.Starting;
            _log.Write(LogLines.InitStart);
            _initLease = _services.Options.InitAtFullCpu
                ? _services.Cpu.EnterUnthrottled(_sandbox, Version.Configuration.VCpus)
                : _services.Cpu.Enter(_sandbox, Version.Configuration.VCpus);
            _timer.Arm(first is null ? ProvisionedInitTimeout : _services.Options.InitTimeout);
        }

        _ = RunWorkerAsync();
    }

    /// <summary>Gives an idle environment an event.</summary>
    public void Begin(Invocation invocation)
    {
        TaskCompletionSource<RuntimeEvent?>? waiting = null;
        RuntimeEvent? runtimeEvent = null;
        lock (_gate)
        {
            if (State != EnvironmentState.Idle)
            {
                throw new UnreachableException($"Environment {Id} was given an event while it was {State}.");
            }

            _run = NewRun(invocation);
            BeginRun();
            if (_session is not null)
            {
                _session.State = RuntimeState.Running;
                waiting = _session.TakeWaiting();
                runtimeEvent = _run.ToEvent();
            }
        }

        // The event first: what is thawed finds it there, and does not wake up twice.
        waiting?.SetResult(runtimeEvent);
        lock (_gate)
        {
            Thaw();
        }

        if (waiting is null)
        {
            _ = RunWorkerAsync();
        }
    }

    /// <summary>The worker asks for an event.</summary>
    public async ValueTask<RuntimeEvent?> NextAsync(RuntimeSession session, CancellationToken cancellationToken)
    {
        if (session is { State: RuntimeState.RuntimeResponseSentState, Process: { } process })
        {
            await process.DrainOutputAsync(cancellationToken);
        }

        Task<RuntimeEvent?> wait;
        TaskCompletionSource<RuntimeEvent?>? earlier;
        InvocationRun? finished = null;
        var released = false;
        lock (_gate)
        {
            if (session != _session || session.State == RuntimeState.InitError)
            {
                return null;
            }

            if (session.State == RuntimeState.Started)
            {
                EndInit(session);
                released = _run is null;
                session.State = RuntimeState.Running;
            }
            else if (session.State == RuntimeState.RuntimeResponseSentState)
            {
                finished = EndRun();
                released = true;
            }

            if (_run is not null)
            {
                return _run.ToEvent();
            }

            wait = session.Wait(out earlier);
            if (released)
            {
                BecomeIdle();
            }
        }

        earlier?.SetResult(null);
        if (released)
        {
            _scheduler.Released(this);
        }

        finished?.Invocation.Complete(finished.Result!);
        return await wait;
    }

    /// <summary>Begins to read an answer; null if it is welcome.</summary>
    public RuntimeAnswer? BeginResponse(RuntimeSession session, string requestId, bool isError, out IResponseSink? sink)
    {
        lock (_gate)
        {
            sink = null;
            var next = isError ? RuntimeState.InvocationErrorResponse : RuntimeState.InvocationResponse;
            if (session == _session && session.State is RuntimeState.Started or RuntimeState.InitError)
            {
                return RuntimeAnswer.InvalidTransition(session.State, next);
            }

            if (session != _session || session.State != RuntimeState.Running || _run!.Invocation.RequestId != requestId)
            {
                return RuntimeAnswer.InvalidRequestId;
            }

            session.State = next;
            sink = isError ? null : _run.Invocation.Request.Sink;
            return null;
        }
    }

    /// <summary>An answer that was begun is complete. False: its time was over.</summary>
    public bool CompleteResponse(RuntimeSession session, InvocationResult result, InvocationStatus status)
    {
        InvocationRun run;
        lock (_gate)
        {
            if (session != _session || session.State is not (RuntimeState.InvocationResponse or RuntimeState.InvocationErrorResponse))
            {
                return false;
            }

            session.State = RuntimeState.RuntimeResponseSentState;
            State = EnvironmentState.Finishing;
            run = _run!;
            run.Answer(result, status);
        }

        _scheduler.Finishing(this);
        if (run.Invocation.Tail is null)
        {
            run.Invocation.Complete(result);
        }

        return true;
    }

    /// <summary>An answer that was begun broke off: the worker still owes it.</summary>
    public void AbandonResponse(RuntimeSession session)
    {
        lock (_gate)
        {
            if (session == _session && session.State is RuntimeState.InvocationResponse or RuntimeState.InvocationErrorResponse)
            {
                session.State = RuntimeState.Running;
            }
        }
    }

    /// <summary>The worker says that it cannot be initialised. It is given a moment to exit.</summary>
    public RuntimeAnswer ReportInitError(RuntimeSession session, ReadOnlyMemory<byte> payload, FunctionError error)
    {
        lock (_gate)
        {
            if (session != _session || session.State != RuntimeState.Started)
            {
                return RuntimeAnswer.InvalidTransition(session.State, RuntimeState.InitError);
            }

            session.State = RuntimeState.InitError;
        }

        _ = FailAsync(session, WorkerFailure.InitError(payload, error, _services.Options.RepeatReportedInitError));
        return RuntimeAnswer.Accepted;
    }

    /// <summary>Ends it at once; an invocation that it has is aborted.</summary>
    public async ValueTask DisposeAsync()
    {
        InvocationRun? run;
        RuntimeSession? session;
        lock (_gate)
        {
            if (State == EnvironmentState.Stopped)
            {
                return;
            }

            State = EnvironmentState.Stopped;
            (run, _run) = (_run, null);
            session = _session;
            DropSession();
        }

        session?.TakeWaiting()?.SetResult(null);
        await _timer.DisposeAsync();
        if (Patience is not null)
        {
            await Patience.DisposeAsync();
        }

        await _sandbox.KillAsync();
        run?.Invocation.Fail(new(500, "ServiceException", "The emulator was stopped while the function was running."));
        await _sandbox.DisposeAsync();
    }

    private void OnTimer()
    {
        WorkerFailure failure;
        RuntimeSession session;
        lock (_gate)
        {
            if (!_timer.IsDue())
            {
                return;
            }

            if (State == EnvironmentState.Idle && _session is not null && !_frozen && _services.Options.Freeze)
            {
                _sandbox.Freeze();
                _frozen = true;
            }

            if (_session is null || State is not (EnvironmentState.Starting or EnvironmentState.Busy or EnvironmentState.Finishing))
            {
                return;
            }

            session = _session;
            failure = WorkerFailure.TimedOut(_run?.Timeout ?? ProvisionedInitTimeout);
        }

        _ = FailAsync(session, failure);
    }

    /// <summary>Starts a worker in the sandbox, which is emptied first, and stays with it until it has ended.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever keeps a worker from starting is the answer to the invocation that waits for it.")]
    private async Task RunWorkerAsync()
    {
        if (_hadWorker)
        {
            await _sandbox.KillAsync();
        }

        RuntimeSession session;
        WorkerFailure? failure = null;
        lock (_gate)
        {
            if (State == EnvironmentState.Stopped)
            {
                return;
            }

            _hadWorker = true;
            session = new(_services.Ids.Hex(32), this) { Started = Time.GetTimestamp() };
            _session = session;
            _services.Sessions.Add(session);
            try
            {
                session.Process = _sandbox.Start(new(
                    Version.Configuration.Command,
                    Version.Configuration.Directory,
                    WorkerVariables.Of(Version, _services, session.Token, _log.Stream, _sandbox, IsProvisioned),
                    output => _log.Append(output.Span)));
                session.SpawnDuration = Time.GetElapsedTime(session.Started);
            }
            catch (InvalidEntrypointException exception)
            {
                failure = WorkerFailure.InvalidEntrypoint(exception);
            }
            catch (Exception exception)
            {
                failure = WorkerFailure.InvalidEntrypoint(new($"The worker could not be started: {exception.Message}"));
            }
        }

        if (session.Process is { } process)
        {
            failure = WorkerFailure.Exited(await process.Exited);
        }

        await FailAsync(session, failure!);
    }

    /// <summary>Ends what is left of a worker, answers the invocation it had, and makes the environment ready for the next.</summary>
    private async Task FailAsync(RuntimeSession session, WorkerFailure failure)
    {
        bool wasStarting;
        bool wasIdle;
        InvocationRun? run;
        TimeSpan? init = null;
        lock (_gate)
        {
            if (session != _session || State == EnvironmentState.Stopped)
            {
                return;
            }

            wasStarting = State == EnvironmentState.Starting;
            wasIdle = State == EnvironmentState.Idle;
            run = _run;
            run?.NotePeakMemory(_sandbox);
            if (session.State is RuntimeState.Started or RuntimeState.InitError)
            {
                init = Time.GetElapsedTime(session.Started);
                _log.Write(LogLines.InitReport(init.Value, wasStarting ? "init" : "invoke", failure));
            }

            DropSession();
            State = wasIdle ? EnvironmentState.Idle : EnvironmentState.Resetting;
        }

        session.TakeWaiting()?.SetResult(null);
        if (wasIdle)
        {
            // It ended without an event: the next one finds no process and starts one.
            _scheduler.Lost(this);
            return;
        }

        if (session.Process is { } process && failure.Patience > TimeSpan.Zero)
        {
            await Task.WhenAny(process.Exited, Task.Delay(failure.Patience, Time));
        }

        await _sandbox.KillAsync();
        if (session.Process is not null)
        {
            await session.Process.Exited;
        }

        if (wasStarting && failure.RepeatsInit && run is not null)
        {
            await RepeatInitAsync();
        }
        else
        {
            Recover(run, failure, wasStarting ? init : null);
        }
    }

    private async Task RepeatInitAsync()
    {
        lock (_gate)
        {
            if (State == EnvironmentState.Stopped)
            {
                return;
            }

            BeginRun();
        }

        await RunWorkerAsync();
    }

    /// <summary>The sandbox is empty: the invocation is answered, and the environment waits for the next.</summary>
    private void Recover(InvocationRun? run, WorkerFailure failure, TimeSpan? init)
    {
        lock (_gate)
        {
            if (State == EnvironmentState.Stopped)
            {
                return;
            }

            if (run is not null)
            {
                if (!run.HasBegun)
                {
                    run.InitDuration = init;
                    BeginRun();
                }

                run.Fail(failure);
                EndRun();
            }

            BecomeIdle();
        }

        if (run is null)
        {
            _scheduler.InitFailed(this);
            return;
        }

        // First, so that a caller who comes again at once finds it.
        _scheduler.Released(this);
        run.Invocation.Complete(run.Result!);
    }

    private InvocationRun NewRun(Invocation invocation) => new(invocation, Version, Id, Time);

    /// <summary>The invocation begins here: the function has its timeout and its share of the CPU from now on. Needs the lock.</summary>
    private void BeginRun()
    {
        State = EnvironmentState.Busy;
        DropInitLease();
        _timer.Arm(_run!.Timeout);
        _run.Begin(_sandbox, _services.Cpu, _use, _log);
    }

    /// <summary>The invocation ends: its lines and its record are written. Needs the lock.</summary>
    private InvocationRun EndRun()
    {
        var run = _run!;
        var record = run.End(_sandbox, _log);
        _services.Journal.Add(record);
        _use = record.CpuUse;
        _invocations++;
        _run = null;
        return run;
    }

    /// <summary>A worker has asked for its first event. Needs the lock.</summary>
    private void EndInit(RuntimeSession session)
    {
        if (State == EnvironmentState.Busy)
        {
            _run!.EndSuppressedInit();
            return;
        }

        _initDuration = Time.GetElapsedTime(session.Started);
        if (IsProvisioned)
        {
            _log.Write(LogLines.InitReport(_initDuration.Value, "init", failure: null));
        }

        if (_run is not null)
        {
            _run.InitDuration = _initDuration;
            _run.SpawnDuration = session.SpawnDuration;
            BeginRun();
        }
    }

    private void BecomeIdle()
    {
        DropInitLease();
        State = EnvironmentState.Idle;
        IdleSince = Time.GetTimestamp();
        if (_services.Options.Freeze)
        {
            _timer.Arm(_services.Options.FreezeDelay);
        }
        else
        {
            _timer.Disarm();
        }
    }

    private void DropSession()
    {
        DropInitLease();
        Thaw();
        if (_session is not null)
        {
            _services.Sessions.Remove(_session);
            _session = null;
        }
    }

    // A process may end although it is frozen; the next one in the sandbox must not begin frozen.
    private void Thaw()
    {
        if (_frozen)
        {
            _sandbox.Thaw();
            _frozen = false;
        }
    }

    private void DropInitLease()
    {
        _initLease?.Dispose();
        _initLease = null;
    }
}
