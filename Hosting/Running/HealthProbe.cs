namespace Ensemble.Hosting.Running;

/// <summary>Asks a service whether it is healthy.</summary>
internal interface IHealthProbe
{
    /// <summary>Whether it says so now.</summary>
    Task<bool> IsHealthyAsync(HealthCheck check, CancellationToken cancellationToken);
}

/// <summary>Asks by HTTP.</summary>
internal sealed class HealthProbe : IHealthProbe, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Patience };

    public async Task<bool> IsHealthyAsync(HealthCheck check, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _client.GetAsync(check.Address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return (int)answer.StatusCode == check.StatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    public void Dispose() => _client.Dispose();
}
