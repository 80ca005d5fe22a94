namespace Ensemble.Contracts;

/// <summary>What an <c>invoke</c> function answers.</summary>
public sealed record InvokeResponse
{
    /// <summary>How the models were run.</summary>
    public required Flow Flow { get; init; }

    /// <summary>What the <c>ensemble</c> function answered.</summary>
    public required EnsembleResponse Result { get; init; }

    /// <summary>Where the time of the request went; its parts sum to <see cref="Timing.Total"/> of <see cref="Timing"/>.</summary>
    public required RequestLedger Ledger { get; init; }

    /// <summary>The execution of the state machine.</summary>
    public required ExecutionSummary Execution { get; init; }

    /// <summary>Where the time of this function went.</summary>
    public required Timing Timing { get; init; }
}

/// <summary>An execution of a synchronous Express workflow.</summary>
/// <param name="Arn">Its ARN.</param>
/// <param name="Milliseconds">From its start to its end.</param>
/// <param name="BilledMilliseconds">What is billed of that, rounded up to 100 ms.</param>
/// <param name="BilledMegabytes">The memory that is billed, rounded up to 64 MB.</param>
public sealed record ExecutionSummary(string Arn, double Milliseconds, double BilledMilliseconds, double BilledMegabytes);
