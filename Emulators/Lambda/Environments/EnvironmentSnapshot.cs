namespace Ensemble.Lambda.Environments;

/// <summary>What an execution environment is doing.</summary>
/// <param name="Id">Its id.</param>
/// <param name="FunctionName">The function it belongs to.</param>
/// <param name="Version">The version it runs.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="ProcessId">Its worker; null: there is none at the moment.</param>
/// <param name="Frozen">Whether the worker is stopped until the next event.</param>
/// <param name="Provisioned">Whether it was started ahead and stays.</param>
/// <param name="MemorySize">MB it may use.</param>
/// <param name="Created">When it was made.</param>
/// <param name="InitDuration">How long its first init took; null: it is not over.</param>
/// <param name="Invocations">How many invocations have ended in it.</param>
/// <param name="RequestId">The request it is handling; null: none.</param>
/// <param name="LogStream">Its log stream.</param>
public sealed record EnvironmentSnapshot(
    string Id,
    string FunctionName,
    string Version,
    EnvironmentState State,
    int? ProcessId,
    bool Frozen,
    bool Provisioned,
    int MemorySize,
    DateTimeOffset Created,
    TimeSpan? InitDuration,
    long Invocations,
    string? RequestId,
    string LogStream);
