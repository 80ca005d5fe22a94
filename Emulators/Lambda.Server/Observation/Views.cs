using Ensemble.Lambda.Environments;
using Ensemble.Lambda.Invocations;

namespace Ensemble.Lambda.Server.Observation;

/// <summary>What the emulator can enforce on this machine, and what it is doing.</summary>
internal sealed record EmulatorView(
    string CpuControl,
    string MemoryControl,
    string? Limitation,
    bool Freeze,
    int Cores,
    double CpuShares,
    bool CpuContended,
    double CpuPeriodMs,
    int Environments,
    int PendingEvents,
    long Invocations,
    string AccountId,
    string Region,
    int ConcurrentExecutions,
    double IdleLifetimeMs,
    string Initialisation,
    string OperatingSystem,
    string Version);

/// <summary>A function and how it is used.</summary>
internal sealed record FunctionView(
    string Name,
    string Handler,
    IReadOnlyList<string> Command,
    string Directory,
    int MemorySize,
    double VCpus,
    int Timeout,
    int? ReservedConcurrency,
    int Environments,
    int Busy,
    int Idle,
    long Invocations,
    long ColdStarts,
    long Throttles);

/// <summary>An execution environment.</summary>
internal sealed record EnvironmentView(
    string Id,
    string FunctionName,
    string Version,
    string State,
    int? ProcessId,
    bool Frozen,
    bool Provisioned,
    int MemorySize,
    DateTimeOffset Created,
    double? InitDurationMs,
    long Invocations,
    string? RequestId,
    string LogStream)
{
    public static EnvironmentView Of(EnvironmentSnapshot snapshot) => new(
        snapshot.Id, snapshot.FunctionName, snapshot.Version, Lower(snapshot.State), snapshot.ProcessId, snapshot.Frozen,
        snapshot.Provisioned, snapshot.MemorySize, snapshot.Created, snapshot.InitDuration?.TotalMilliseconds, snapshot.Invocations,
        snapshot.RequestId, snapshot.LogStream);

    private static string Lower(EnvironmentState state) => state.ToString().ToLowerInvariant();
}

/// <summary>An invocation that has ended; times in milliseconds.</summary>
internal sealed record InvocationView(
    string RequestId,
    string FunctionName,
    string Version,
    string EnvironmentId,
    string TraceHeader,
    DateTimeOffset Accepted,
    string Status,
    string? ErrorType,
    bool ColdStart,
    bool Asynchronous,
    double QueuedMs,
    double DurationMs,
    double? AnsweredMs,
    double? InitDurationMs,
    double? SpawnDurationMs,
    double? SuppressedInitDurationMs,
    long BilledDurationMs,
    int MemorySize,
    int MaxMemoryUsed,
    double VCpus,
    double CpuTimeMs,
    double CpuThrottledMs,
    long CpuThrottledPeriods,
    bool CpuContended,
    int RequestBytes,
    int ResponseBytes,
    string Report)
{
    public static InvocationView Of(InvocationRecord record) => new(
        record.RequestId, record.FunctionName, record.Version, record.EnvironmentId, record.TraceHeader, record.Accepted,
        record.Status.ToString().ToLowerInvariant(), record.ErrorType, record.ColdStart, record.Asynchronous,
        record.Queued.TotalMilliseconds, record.Duration.TotalMilliseconds, record.Answered?.TotalMilliseconds,
        record.InitDuration?.TotalMilliseconds, record.SpawnDuration?.TotalMilliseconds,
        record.SuppressedInitDuration?.TotalMilliseconds, record.BilledMilliseconds, record.MemorySize, record.MaxMemoryUsed,
        record.VCpus, record.CpuTime.TotalMilliseconds, record.CpuThrottled.TotalMilliseconds, record.CpuThrottledPeriods,
        record.CpuContended, record.RequestBytes, record.ResponseBytes, record.Report);
}
