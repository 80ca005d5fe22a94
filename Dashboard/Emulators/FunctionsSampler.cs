namespace Ensemble.Dashboard.Emulators;

/// <summary>Looks at the functions once a second and remembers the last minutes, so that a page that opens has a past to show.</summary>
internal sealed class FunctionsSampler(LambdaObserver lambda, TimeProvider time) : BackgroundService
{
    private const int Most = 300;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly Queue<FunctionsSample> _samples = new();

    /// <summary>The samples, the oldest first.</summary>
    public IReadOnlyList<FunctionsSample> Samples
    {
        get
        {
            lock (_gate)
            {
                return [.. _samples];
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!lambda.IsThere)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            if (await lambda.EnvironmentsAsync(stoppingToken) is { } environments && await lambda.FunctionsAsync(stoppingToken) is { } functions)
            {
                Add(new(
                    time.GetUtcNow(), environments.Count(one => one.State is "busy" or "finishing"), environments.Count(one => one.State == "idle"),
                    environments.Count(one => one.State is "starting" or "initializing"), functions.Sum(one => one.Throttles)));
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Add(FunctionsSample sample)
    {
        lock (_gate)
        {
            _samples.Enqueue(sample);
            while (_samples.Count > Most)
            {
                _samples.Dequeue();
            }
        }
    }
}

/// <summary>How many environments there were of each state, and throttles since the emulator's start.</summary>
internal sealed record FunctionsSample(DateTimeOffset At, int Busy, int Idle, int Starting, long Throttles);
