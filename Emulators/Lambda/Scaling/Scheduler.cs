using Ensemble.Lambda.Environments;
using Ensemble.Lambda.Functions;
using Ensemble.Lambda.Invocations;

namespace Ensemble.Lambda.Scaling;

/// <summary>
/// Decides which environment serves an invocation: one that was started ahead, else the idle one that was used last, else
/// one that is just finishing, else a new one, as far as the limits allow; else the invocation is refused. It never queues.
/// One lock guards all pools and counts. Environments are called outside of it, and none is in two hands: whoever takes
/// one from a pool owns it until it is released.
/// </summary>
internal sealed class Scheduler : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly EnvironmentServices _services;
    private readonly FunctionRegistry _functions;
    private readonly Dictionary<FunctionVersion, EnvironmentPool> _pools = [];
    private readonly Dictionary<LambdaFunction, FunctionUse> _uses = [];
    private readonly ITimer _reaper;
    private int _unreserved;
    private bool _reaperIsArmed;
    private bool _stopped;

    public Scheduler(EnvironmentServices services, FunctionRegistry functions)
    {
        _services = services;
        _functions = functions;
        _reaper = services.Time.CreateTimer(_ => Reap(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        functions.Retired += Retire;
        functions.ProvisionedChanged += Provision;
    }

    /// <summary>Gives an invocation to an environment.</summary>
    /// <exception cref="LambdaServiceException">A limit is reached.</exception>
    public void Place(Invocation invocation)
    {
        EnvironmentPool pool;
        ExecutionEnvironment? environment;
        lock (_gate)
        {
            if (_stopped)
            {
                throw new LambdaServiceException(500, "ServiceException", "The emulator is being stopped.");
            }

            pool = PoolOf(invocation.Request.Target.Version);
            environment = TryTake(pool, invocation, out var isFinishing);
            pool.Use.Invocations++;
            if (isFinishing)
            {
                environment!.Following = invocation;
                environment.Patience!.Change(_services.Options.FinishingPatience, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        if (environment is not null)
        {
            environment.Begin(invocation);
        }
        else
        {
            StartNew(pool, invocation);
        }
    }

    /// <summary>An invocation has its answer: its place is free.</summary>
    public void Answered(Invocation invocation)
    {
        lock (_gate)
        {
            if (!invocation.IsProvisioned)
            {
                Count(UseOf(invocation.Request.Target.Version.Function), invocation, -1);
            }
        }
    }

    /// <summary>An environment has answered and will ask for the next event.</summary>
    public void Finishing(ExecutionEnvironment environment)
    {
        lock (_gate)
        {
            // Its worker may have ended meanwhile, and been released before it came here.
            if (environment.State == EnvironmentState.Finishing)
            {
                PoolOf(environment.Version).AddFinishing(environment);
            }
        }
    }

    /// <summary>An environment is free.</summary>
    public void Released(ExecutionEnvironment environment)
    {
        Invocation? following;
        List<ExecutionEnvironment> surplus = [];
        var restarts = false;
        lock (_gate)
        {
            var pool = PoolOf(environment.Version);
            pool.RemoveFinishing(environment);
            following = TakeFollowing(environment);
            if (following is null)
            {
                restarts = environment is { IsProvisioned: true, HasWorker: false } && !pool.Retired;
                if (!restarts)
                {
                    pool.AddIdle(environment);
                    surplus = TakeSurplus(pool);
                    ArmReaper(_services.Options.IdleLifetime);
                }
            }
        }

        if (following is not null)
        {
            environment.Begin(following);
        }
        else if (restarts)
        {
            environment.Start(first: null);
        }

        Stop(surplus);
    }

    /// <summary>The worker of an idle environment has ended. One that was started ahead is started again.</summary>
    public void Lost(ExecutionEnvironment environment)
    {
        lock (_gate)
        {
            if (!environment.IsProvisioned || !PoolOf(environment.Version).TryTakeIdle(environment))
            {
                return;
            }
        }

        environment.Start(first: null);
    }

    /// <summary>An environment that was to be kept started could not be.</summary>
    public void InitFailed(ExecutionEnvironment environment)
    {
        lock (_gate)
        {
            var pool = PoolOf(environment.Version);
            pool.ProvisionedFailed = true;
            Remove(pool, environment);
        }

        Stop([environment]);
    }

    /// <summary>How far the environments of a version that are to be kept started have been.</summary>
    public ProvisionedStatus Status(FunctionVersion version)
    {
        lock (_gate)
        {
            var pool = PoolOf(version);
            var started = Math.Min(pool.ProvisionedStarted, pool.ProvisionedTarget);
            return (pool.ProvisionedFailed, pool.ProvisionedReady) switch
            {
                (true, _) => new(pool.ProvisionedTarget, started, 0, "FAILED", "FUNCTION_ERROR_INIT_FAILURE"),
                (_, true) => new(pool.ProvisionedTarget, started, started, "READY", null),
                _ => new(pool.ProvisionedTarget, started, 0, "IN_PROGRESS", null),
            };
        }
    }

    public IReadOnlyList<ExecutionEnvironment> Environments()
    {
        lock (_gate)
        {
            return [.. _pools.Values.SelectMany(pool => pool.All)];
        }
    }

    /// <summary>Those that can be given an invocation at once.</summary>
    public IReadOnlySet<ExecutionEnvironment> Free()
    {
        lock (_gate)
        {
            return _pools.Values.SelectMany(pool => pool.Idle).ToHashSet();
        }
    }

    /// <summary>Invocations of a function that were accepted, that had an environment started, and that were refused.</summary>
    public (long Invocations, long ColdStarts, long Throttles) CountsOf(LambdaFunction function)
    {
        lock (_gate)
        {
            var use = UseOf(function);
            return (use.Invocations, use.ColdStarts, use.Throttles);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _functions.Retired -= Retire;
        _functions.ProvisionedChanged -= Provision;
        List<ExecutionEnvironment> all;
        List<Invocation> following;
        lock (_gate)
        {
            _stopped = true;
            all = [.. _pools.Values.SelectMany(pool => pool.All)];
            following = [.. all.Select(TakeFollowing).OfType<Invocation>()];
        }

        following.ForEach(invocation => invocation.Fail(new(500, "ServiceException", "The emulator was stopped before the function ran.")));

        await _reaper.DisposeAsync();
        await Task.WhenAll(all.Select(environment => environment.DisposeAsync().AsTask()));
    }

    private void Admit(FunctionUse use, Invocation invocation)
    {
        var function = invocation.Request.Target.Version.Function;
        var refusal = use.Refusal();
        if (refusal is null && function.ReservedConcurrency is null)
        {
            var shared = _services.Account.ConcurrentExecutions - _functions.Concurrency.ReservedTotal - _uses.Values.Sum(other => other.ProvisionedUnreserved);
            invocation.CountsAsUnreserved = true;
            refusal = _unreserved >= shared ? ThrottleReason.Account : null;
        }

        if (refusal is not null)
        {
            throw Throttled(use, refusal);
        }
    }

    private void Count(FunctionUse use, Invocation invocation, int one)
    {
        use.OnDemand += one;
        _unreserved += invocation.CountsAsUnreserved ? one : 0;
    }

    /// <summary>
    /// Takes an environment that is there for an invocation that may run; null: a new one may start. Needs the lock.
    /// </summary>
    private ExecutionEnvironment? TryTake(EnvironmentPool pool, Invocation invocation, out bool isFinishing)
    {
        isFinishing = false;
        if (pool.ProvisionedReady && pool.Take(isProvisioned: true, out isFinishing) is { } provisioned)
        {
            invocation.IsProvisioned = true;
            return provisioned;
        }

        Admit(pool.Use, invocation);
        var environment = pool.Take(isProvisioned: false, out isFinishing);
        if (environment is null && !pool.Use.TryStart())
        {
            throw Throttled(pool.Use, ThrottleReason.Account);
        }

        Count(pool.Use, invocation, 1);
        return environment;
    }

    private static LambdaServiceException Throttled(FunctionUse use, string reason)
    {
        use.Throttles++;
        return LambdaServiceException.Throttled(reason);
    }

    private void StartNew(EnvironmentPool pool, Invocation invocation)
    {
        ExecutionEnvironment environment;
        try
        {
            environment = Add(pool, isProvisioned: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            invocation.Fail(new(500, "ServiceException", $"No environment can be made on this machine: {exception.Message}"));
            return;
        }

        lock (_gate)
        {
            pool.Use.ColdStarts++;
        }

        environment.Start(invocation);
    }

    // Outside the lock: making a sandbox touches the file system.
    private ExecutionEnvironment Add(EnvironmentPool pool, bool isProvisioned)
    {
        var environment = new ExecutionEnvironment(pool.Version, isProvisioned, _services, this);
        environment.Patience = _services.Time.CreateTimer(_ => LosePatience(environment), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_gate)
        {
            pool.All.Add(environment);
        }

        return environment;
    }

    /// <summary>The environment that an invocation was to follow in has not asked for it: a new one is started.</summary>
    private void LosePatience(ExecutionEnvironment environment)
    {
        Invocation? invocation;
        EnvironmentPool pool;
        LambdaServiceException? refusal = null;
        lock (_gate)
        {
            invocation = TakeFollowing(environment);
            pool = PoolOf(environment.Version);
            if (invocation is not null && !pool.Use.TryStart())
            {
                refusal = Throttled(pool.Use, ThrottleReason.Account);
            }
        }

        if (refusal is not null)
        {
            invocation!.Fail(refusal);
        }
        else if (invocation is not null)
        {
            StartNew(pool, invocation);
        }
    }

    private static Invocation? TakeFollowing(ExecutionEnvironment environment)
    {
        var following = environment.Following;
        if (following is not null)
        {
            environment.Following = null;
            environment.Patience?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        return following;
    }

    private void Provision(FunctionVersion version, int target)
    {
        List<ExecutionEnvironment> surplus;
        EnvironmentPool pool;
        int missing;
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            pool = PoolOf(version);
            pool.SetProvisionedTarget(target);
            surplus = TakeSurplus(pool);
            missing = target - pool.ProvisionedCount;
        }

        Stop(surplus);
        for (var i = 0; i < missing; i++)
        {
            Add(pool, isProvisioned: true).Start(first: null);
        }
    }

    private void Retire(FunctionVersion version)
    {
        List<ExecutionEnvironment> surplus;
        lock (_gate)
        {
            if (!_pools.TryGetValue(version, out var pool))
            {
                return;
            }

            pool.Retired = true;
            surplus = TakeSurplus(pool);
        }

        Stop(surplus);
    }

    private void Reap()
    {
        List<ExecutionEnvironment> expired = [];
        lock (_gate)
        {
            _reaperIsArmed = false;
            var now = _services.Time.GetTimestamp();
            TimeSpan? next = null;
            foreach (var pool in _pools.Values.ToList())
            {
                var old = pool.TakeExpired(
                    environment => _services.Time.GetElapsedTime(environment.IdleSince, now), _services.Options.IdleLifetime, ref next);
                old.ForEach(environment => Remove(pool, environment));
                expired.AddRange(old);
            }

            if (next is { } due)
            {
                ArmReaper(due);
            }
        }

        Stop(expired);
    }

    private void ArmReaper(TimeSpan due)
    {
        if (!_reaperIsArmed && !_stopped)
        {
            _reaperIsArmed = true;
            _reaper.Change(TimeSpan.FromMilliseconds(Math.Ceiling(due.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
        }
    }

    private List<ExecutionEnvironment> TakeSurplus(EnvironmentPool pool)
    {
        var surplus = pool.TakeSurplus();
        surplus.ForEach(environment => Remove(pool, environment));
        return surplus;
    }

    private void Remove(EnvironmentPool pool, ExecutionEnvironment environment)
    {
        pool.All.Remove(environment);
        if (pool is { Retired: true, All.Count: 0 })
        {
            _pools.Remove(pool.Version);
        }
    }

    private static void Stop(List<ExecutionEnvironment> environments) =>
        environments.ForEach(environment => _ = environment.DisposeAsync().AsTask());

    private EnvironmentPool PoolOf(FunctionVersion version)
    {
        if (!_pools.TryGetValue(version, out var pool))
        {
            _pools[version] = pool = new(version, UseOf(version.Function));
        }

        return pool;
    }

    private FunctionUse UseOf(LambdaFunction function)
    {
        if (!_uses.TryGetValue(function, out var use))
        {
            _uses[function] = use = new(function, _services.Options, _services.Account, _services.Time);
        }

        return use;
    }
}
