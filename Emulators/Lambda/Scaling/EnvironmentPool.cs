using Ensemble.Lambda.Environments;
using Ensemble.Lambda.Functions;

namespace Ensemble.Lambda.Scaling;

/// <summary>The environments of one version of a function. The scheduler's, under its lock.</summary>
internal sealed class EnvironmentPool(FunctionVersion version, FunctionUse use)
{
    private readonly List<ExecutionEnvironment> _idle = [];
    private readonly List<ExecutionEnvironment> _idleProvisioned = [];
    private readonly List<ExecutionEnvironment> _finishing = [];

    public FunctionVersion Version => version;

    public FunctionUse Use => use;

    public HashSet<ExecutionEnvironment> All { get; } = [];

    /// <summary>Those that wait for an invocation.</summary>
    public IEnumerable<ExecutionEnvironment> Idle => _idle.Concat(_idleProvisioned);

    /// <summary>How many are to be kept started.</summary>
    public int ProvisionedTarget { get; private set; }

    /// <summary>Whether all that are to be kept started have been; none of them is used before.</summary>
    public bool ProvisionedReady { get; private set; }

    /// <summary>Whether one that was to be kept started could not be.</summary>
    public bool ProvisionedFailed { get; set; }

    /// <summary>Whether it gets no new invocations.</summary>
    public bool Retired { get; set; }

    public int ProvisionedCount => All.Count(environment => environment.IsProvisioned);

    public int ProvisionedStarted => All.Count(environment => environment is { IsProvisioned: true, State: not EnvironmentState.Starting });

    /// <summary>Changes how many are to be kept started.</summary>
    public void SetProvisionedTarget(int target)
    {
        use.Provisioned += target - ProvisionedTarget;
        ProvisionedReady &= target <= ProvisionedTarget;
        ProvisionedFailed = false;
        ProvisionedTarget = target;
    }

    /// <summary>Takes an environment that can serve an invocation now or in a moment; null if there is none.</summary>
    /// <param name="isProvisioned">Whether it is to be one that was started ahead.</param>
    /// <param name="isFinishing">Whether it has yet to ask for its next event; it is then not taken off any list.</param>
    public ExecutionEnvironment? Take(bool isProvisioned, out bool isFinishing)
    {
        isFinishing = false;
        var idle = isProvisioned ? _idleProvisioned : _idle;
        if (idle.Count > 0)
        {
            // The most recently used one, so that the others can grow old and end.
            var last = idle[^1];
            idle.RemoveAt(idle.Count - 1);
            return last;
        }

        var finishing = _finishing.Find(environment => environment.IsProvisioned == isProvisioned && environment.Following is null);
        isFinishing = finishing is not null;
        return finishing;
    }

    /// <summary>Notes that an environment is about to become idle.</summary>
    public void AddFinishing(ExecutionEnvironment environment) => _finishing.Add(environment);

    public void RemoveFinishing(ExecutionEnvironment environment) => _finishing.Remove(environment);

    /// <summary>Notes that an environment is idle.</summary>
    public void AddIdle(ExecutionEnvironment environment)
    {
        if (!environment.IsProvisioned)
        {
            _idle.Add(environment);
            return;
        }

        _idleProvisioned.Add(environment);
        ProvisionedReady |= ProvisionedStarted >= ProvisionedTarget;
    }

    /// <summary>Takes an environment off the idle ones; false if somebody else has taken it.</summary>
    public bool TryTakeIdle(ExecutionEnvironment environment) =>
        (environment.IsProvisioned ? _idleProvisioned : _idle).Remove(environment);

    /// <summary>Takes those that have been idle for longer than a lifetime; says when the next one will have been.</summary>
    public List<ExecutionEnvironment> TakeExpired(Func<ExecutionEnvironment, TimeSpan> idleFor, TimeSpan lifetime, ref TimeSpan? next)
    {
        var expired = _idle.TakeWhile(environment => idleFor(environment) >= lifetime).ToList();
        _idle.RemoveRange(0, expired.Count);
        if (_idle.Count > 0)
        {
            var left = lifetime - idleFor(_idle[0]);
            next = next is null || left < next ? left : next;
        }

        return expired;
    }

    /// <summary>Takes those that are idle and need not be kept.</summary>
    public List<ExecutionEnvironment> TakeSurplus()
    {
        var surplus = new List<ExecutionEnvironment>();
        var provisioned = Math.Min(_idleProvisioned.Count, Math.Max(0, ProvisionedCount - (Retired ? 0 : ProvisionedTarget)));
        surplus.AddRange(_idleProvisioned[..provisioned]);
        _idleProvisioned.RemoveRange(0, provisioned);
        if (Retired)
        {
            surplus.AddRange(_idle);
            _idle.Clear();
        }

        return surplus;
    }
}
