using System.Text.Json;

namespace Ensemble.Dashboard.Emulators;

/// <summary>What the Lambda emulator shows of itself.</summary>
/// <param name="client">Its base address is the emulator's; null: there is none, functions run on AWS.</param>
internal sealed class LambdaObserver(HttpClient? client)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Whether there is an emulator.</summary>
    public bool IsThere => client is not null;

    /// <summary>The emulator; null: it does not answer.</summary>
    public Task<EmulatorView?> EmulatorAsync(CancellationToken cancellationToken) => GetAsync<EmulatorView>("emulator/environment", cancellationToken);

    /// <summary>The functions; null: it does not answer.</summary>
    public Task<IReadOnlyList<FunctionView>?> FunctionsAsync(CancellationToken cancellationToken) => GetAsync<IReadOnlyList<FunctionView>>("emulator/functions", cancellationToken);

    /// <summary>The environments; null: it does not answer.</summary>
    public Task<IReadOnlyList<EnvironmentView>?> EnvironmentsAsync(CancellationToken cancellationToken) => GetAsync<IReadOnlyList<EnvironmentView>>("emulator/environments", cancellationToken);

    /// <summary>The latest invocations, newest first; null: it does not answer.</summary>
    public Task<IReadOnlyList<InvocationView>?> InvocationsAsync(int limit, CancellationToken cancellationToken) => GetAsync<IReadOnlyList<InvocationView>>($"emulator/invocations?limit={limit}", cancellationToken);

    /// <summary>The latest lines of a function's log, newest first; null: it does not answer.</summary>
    public Task<IReadOnlyList<LogLine>?> LogAsync(string function, int limit, CancellationToken cancellationToken) =>
        GetAsync<IReadOnlyList<LogLine>>($"emulator/functions/{Uri.EscapeDataString(function)}/logs?limit={limit}", cancellationToken);

    private async Task<T?> GetAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return client is null ? null : await client.GetFromJsonAsync<T>(path, Json, cancellationToken);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}

/// <summary>The emulator.</summary>
internal sealed record EmulatorView(string CpuControl, string MemoryControl, string? Limitation, int Cores, double CpuShares, bool CpuContended, int Environments, long Invocations, int ConcurrentExecutions);

/// <summary>A function.</summary>
internal sealed record FunctionView(string Name, string Handler, int MemorySize, double VCpus, int Timeout, int? ReservedConcurrency, int Environments, int Busy, int Idle, long Invocations, long ColdStarts, long Throttles);

/// <summary>An environment.</summary>
internal sealed record EnvironmentView(string Id, string FunctionName, string State, int? ProcessId, bool Frozen, bool Provisioned, int MemorySize, DateTimeOffset Created, double? InitDurationMs, long Invocations);

/// <summary>An invocation.</summary>
internal sealed record InvocationView(
    string RequestId, string FunctionName, string EnvironmentId, string TraceHeader, DateTimeOffset Accepted, string Status, string? ErrorType,
    double QueuedMs, double DurationMs, double? InitDurationMs, long BilledDurationMs, int MemorySize, int MaxMemoryUsed, double CpuTimeMs, double CpuThrottledMs, bool CpuContended);

/// <summary>A line of a log.</summary>
internal sealed record LogLine(DateTimeOffset Timestamp, string Stream, string Message);
