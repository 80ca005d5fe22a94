namespace Ensemble.Dashboard.Emulators;

/// <summary>Looks at the functions once a second and remembers the last minutes, so that a page that opens has a past to show.</summary>
internal sealed class FunctionsSampler(LambdaObserver lambda, TimeProvider time) : BackgroundService
{
    private const int Most = 300;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly Queue<FunctionsSample> _samples = new();
    private readonly List<(DateTimeOffset At, EnvironmentView Environment)> _reaped = [];
    private IReadOnlyList<EnvironmentView> _environments = [];

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

    /// <summary>The environments that were ended within the last minute, the latest last.</summary>
    public IReadOnlyList<EnvironmentView> Reaped
    {
        get
        {
            lock (_gate)
            {
                return [.. _reaped.Where(one => time.GetUtcNow() - one.At < Remembered).Select(one => one.Environment)];
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
                Add(environments, functions.Sum(one => one.Throttles));
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Remembers what is there now.</summary>
    internal void Add(IReadOnlyList<EnvironmentView> environments, long throttles)
    {
        var sample = new FunctionsSample(
            time.GetUtcNow(), environments.Count(one => one.State is "busy" or "finishing"), environments.Count(one => one.State == "idle"),
            environments.Count(one => one.State is "starting" or "resetting"), throttles);
        lock (_gate)
        {
            var alive = environments.Select(one => one.Id).ToHashSet(StringComparer.Ordinal);
            _reaped.RemoveAll(one => sample.At - one.At >= Remembered);
            _reaped.AddRange(_environments.Where(one => !alive.Contains(one.Id)).Select(one => (sample.At, one with { State = "reaped" })));
            _environments = environments;
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
