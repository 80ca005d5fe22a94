namespace Ensemble.Lambda.Functions;

/// <summary>How events are handled that nobody waits for.</summary>
public sealed record AsynchronousSettings
{
    /// <summary>What holds where nothing was set.</summary>
    public static AsynchronousSettings Default { get; } = new();

    /// <summary>How often a failed event is tried again, 0 to 2.</summary>
    public int MaximumRetryAttempts { get; init; } = 2;

    /// <summary>How long an event may wait for its function, 1 minute to 6 hours.</summary>
    public TimeSpan MaximumEventAge { get; init; } = TimeSpan.FromHours(6);

    /// <summary>The name or ARN of the function that is told of an event that was given up; null: nobody is.</summary>
    public string? OnFailure { get; init; }

    /// <summary>The name or ARN of the function that is told of an event that was handled; null: nobody is.</summary>
    public string? OnSuccess { get; init; }

    /// <summary>When it was set.</summary>
    public DateTimeOffset LastModified { get; init; }
}
