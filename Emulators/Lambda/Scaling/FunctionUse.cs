using Ensemble.Lambda.Functions;

namespace Ensemble.Lambda.Scaling;

/// <summary>How much of its limits a function uses, over all of its versions. The scheduler's, under its lock.</summary>
internal sealed class FunctionUse(LambdaFunction function, EmulatorOptions options, AccountSettings account, TimeProvider time)
{
    private readonly TokenBucket _starts = new(options.ScalingBurst, options.ScalingBurst / 10.0, time);
    private TokenBucket? _requests;
    private int _requestsPerSecond;

    /// <summary>Invocations that run in environments that were not started ahead.</summary>
    public int OnDemand { get; set; }

    /// <summary>Environments that are to be kept started, over all versions.</summary>
    public int Provisioned { get; set; }

    /// <summary>What of <see cref="Provisioned"/> is taken from the concurrency that functions without a reservation share.</summary>
    public int ProvisionedUnreserved => function.ReservedConcurrency is null ? Provisioned : 0;

    /// <summary>How many invocations were accepted.</summary>
    public long Invocations { get; set; }

    /// <summary>How many environments were started for one.</summary>
    public long ColdStarts { get; set; }

    /// <summary>How many were refused.</summary>
    public long Throttles { get; set; }

    /// <summary>Whether one more environment may start now.</summary>
    public bool TryStart() => _starts.TryTake();

    /// <summary>Why the function may not be invoked once more now; null: it may.</summary>
    public string? Refusal() => function.ReservedConcurrency switch
    {
        { } reserved when OnDemand >= reserved - Provisioned => ThrottleReason.Reserved,
        var reserved when account.LimitRequestRate && !TryRequest(10 * (reserved ?? account.ConcurrentExecutions)) =>
            reserved is null ? ThrottleReason.Rate : ThrottleReason.ReservedRate,
        _ => null,
    };

    private bool TryRequest(int perSecond)
    {
        if (_requests is null || _requestsPerSecond != perSecond)
        {
            _requestsPerSecond = perSecond;
            _requests = new(perSecond, perSecond, time);
        }

        return _requests.TryTake();
    }
}
