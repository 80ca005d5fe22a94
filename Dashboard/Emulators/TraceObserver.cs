using Ensemble.ServiceDefaults.Tracing;

namespace Ensemble.Dashboard.Emulators;

/// <summary>Gathers what each host knows of a trace.</summary>
/// <param name="hosts">Their base addresses are those of the emulators and of the runner.</param>
internal sealed class TraceObserver(IReadOnlyList<HttpClient> hosts)
{
    /// <summary>For how long after an answer there may be more: functions tell of themselves once they have answered.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromSeconds(3);

    /// <summary>The spans of a trace in the order in which they began; of a host that does not answer there are none.</summary>
    /// <param name="traceId">32 hexadecimal digits.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<TraceSpan>> SpansAsync(string traceId, CancellationToken cancellationToken) =>
        [.. (await Task.WhenAll(hosts.Select(host => SpansAsync(host, traceId, cancellationToken)))).SelectMany(spans => spans).OrderBy(span => span.Start)];

    private static async Task<IReadOnlyList<TraceSpan>> SpansAsync(HttpClient host, string traceId, CancellationToken cancellationToken)
    {
        try
        {
            return await host.GetFromJsonAsync<IReadOnlyList<TraceSpan>>($"traces/{traceId}", cancellationToken) ?? [];
        }
        catch (HttpRequestException)
        {
            return [];
        }
    }
}
