namespace Ensemble.Lambda.Functions;

/// <summary>Where the emulated functions live, and what their account may do.</summary>
public sealed record AccountSettings
{
    /// <summary>The account in every ARN.</summary>
    public string AccountId { get; init; } = "000000000000";

    /// <summary>The region in every ARN.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Invocations that may run at once over all functions.</summary>
    public int ConcurrentExecutions { get; init; } = 1000;

    /// <summary>What always stays for functions without reserved concurrency: 100 on AWS, less for a small account.</summary>
    public int MinimumUnreservedConcurrency => Math.Min(100, ConcurrentExecutions / 10);

    /// <summary>
    /// Whether the rate of synchronous requests is limited to ten per second and unit of concurrency, as on AWS. Off by
    /// default: a local client is faster than a distant one.
    /// </summary>
    public bool LimitRequestRate { get; init; }
}
