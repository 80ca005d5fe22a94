using System.Globalization;
using Aspire.Hosting;
using Ensemble.Hosting.Processes;

namespace Ensemble.Hosting.Running;

/// <summary>Keeps one service running: starts it, waits until it is healthy, starts it again when it ends.</summary>
/// <param name="service">The service.</param>
/// <param name="parts">What the host reaches the world with.</param>
internal sealed class Supervisor(Service service, HostParts parts) : IDisposable
{
    // What never worked will hardly work the next time; what did is started again for ever.
    private const int AttemptsBeforeHealthy = 3;

    private const int PollsBetweenNotices = 200;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly TaskCompletionSource _healthy = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private CancellationToken _hurry;

    /// <summary>Completes when the service is healthy for the first time.</summary>
    public Task Healthy => _healthy.Task;

    /// <summary>Completes when the service has been stopped; fails when it cannot be made to run.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Starts the service once all that it depends on are healthy.</summary>
    public void Start(IEnumerable<Supervisor> dependencies) => Completion = RunAsync([.. dependencies.Select(dependency => dependency.Healthy)]);

    /// <summary>Stops the service; returns when it has ended. Nothing is thrown.</summary>
    /// <param name="hurry">Ends it at once.</param>
    public async Task StopAsync(CancellationToken hurry)
    {
        _hurry = hurry;
        await _stopping.CancelAsync();
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(IReadOnlyList<Task> dependencies)
    {
        try
        {
            await Task.WhenAll(dependencies).WaitAsync(_stopping.Token);
            for (var ends = 1; ; ends++)
            {
                var (code, healthyFor) = await RunOnceAsync();
                _stopping.Token.ThrowIfCancellationRequested();
                ends = healthyFor >= Backoff.Forgiven ? 1 : ends;
                if (!Healthy.IsCompleted && ends == AttemptsBeforeHealthy)
                {
                    throw new DistributedApplicationException(
                        $"{service.Name} {How(code)} {ends} times before it was healthy; its lines above may say why.");
                }

                var wait = Backoff.After(ends);
                parts.Output.Notice(string.Create(CultureInfo.InvariantCulture, $"{service.Name} {How(code)}; it is started again in {wait.TotalSeconds:0.#} s."));
                await Task.Delay(wait, parts.Time, _stopping.Token);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
    }

    private async Task<(int Code, TimeSpan HealthyFor)> RunOnceAsync()
    {
        using var process = parts.Launcher.Start(service, parts.Output);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var health = BecomeHealthyAsync(process, ending.Token);
        await ((Task)process.Exited).WaitAsync(_stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_stopping.IsCancellationRequested)
        {
            await process.StopAsync(_hurry);
        }

        await ending.CancelAsync();
        return (await process.Exited, await health is { } since ? parts.Time.GetElapsedTime(since) : TimeSpan.Zero);
    }

    /// <summary>When it was healthy; null: it ended before.</summary>
    private async Task<long?> BecomeHealthyAsync(IServiceProcess process, CancellationToken ending)
    {
        try
        {
            // Only until it is healthy: later questions would take time from what is measured.
            for (var polls = 1; !await IsHealthyAsync(ending); polls++)
            {
                if (polls % PollsBetweenNotices == 0)
                {
                    parts.Output.Notice($"{service.Name} runs, but is not healthy yet.");
                }

                await Task.Delay(PollInterval, parts.Time, ending);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return null;
        }

        // Another program may have answered in its place.
        if (process.Exited.IsCompleted)
        {
            return null;
        }

        if (!_healthy.TrySetResult())
        {
            parts.Output.Notice($"{service.Name} is healthy again.");
        }

        return parts.Time.GetTimestamp();
    }

    private async Task<bool> IsHealthyAsync(CancellationToken cancellationToken)
    {
        foreach (var check in service.HealthChecks)
        {
            if (!await parts.Probe.IsHealthyAsync(check, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private static string How(int code) => code is > 128 and < 160
        ? string.Create(CultureInfo.InvariantCulture, $"was ended by signal {code - 128}")
        : string.Create(CultureInfo.InvariantCulture, $"ended with code {code}");
}
