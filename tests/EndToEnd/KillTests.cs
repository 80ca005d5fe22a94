using System.Diagnostics;
using Ensemble.Runner.Plans;
using Ensemble.Runner.Service;
using Ensemble.Runner.Trials;
using Ensemble.Store;
using Ensemble.Testing;

namespace Ensemble.EndToEnd.Tests;

/// <summary>The whole platform while its processes are killed one after another.</summary>
public sealed class KillTests : IAsyncLifetime
{
    private const string Plan = """{"accuracy":{"models":["mobilenet-mini","nasnet-mini"],"items":50},"latency":{"models":["mobilenet-mini","nasnet-mini"],"batches":[1,5],"repeats":15,"coldStarts":2,"warmUps":1}}""";

    private static readonly string Outputs = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", ".."));
    private static readonly string Program = Path.Combine(Outputs, "AppHost", new DirectoryInfo(AppContext.BaseDirectory).Name, "Ensemble.AppHost");

    // By the file that is executed: an environment, each emulator, the runner, and what started them.
    private static readonly string[] Victims = ["bootstrap", "Ensemble.Lambda.Server", "Ensemble.StepFunctions.Server", "ensemble", "Ensemble.AppHost"];

    private readonly string _folder = Directory.CreateTempSubdirectory("kill-").FullName;
    private readonly HashSet<int> _seen = [];
    private Process? _host;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are looked for in /proc.");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is { HasExited: false })
        {
            _host.Kill();
            await _host.WaitForExitAsync(CancellationToken.None);
        }

        _host?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whatever_is_killed_and_when_no_request_is_lost_and_nothing_is_left(int seed)
    {
        var random = new Random(seed);
        var runner = await StartAsync();
        var id = await runner.RunAsync(Plan, "dashboard", Cancelled);
        var store = await ExperimentStore.OpenAsync(Path.Combine(_folder, ExperimentStore.FileName), Cancelled);
        var finished = new Dictionary<int, Measurement>();
        var victims = Victims.ToArray();
        random.Shuffle(victims);
        foreach (var victim in victims)
        {
            await ReachedAsync(store, id, await store.CountAsync(id, Cancelled) + random.Next(8, 16));
            var (processes, candidates) = await WithAsync(victim);
            _seen.UnionWith(processes.Select(process => process.Id));
            foreach (var one in (await store.MeasurementsAsync(id, Cancelled)).Where(one => one is { Kind: not "warm-up", Error: null }))
            {
                finished[one.Trial] = one;
            }

            await ProcessTree.SignalAsync("KILL", candidates[random.Next(candidates.Count)], Cancelled);
            if (victim == "Ensemble.AppHost")
            {
                await _host!.WaitForExitAsync(Cancelled);
                await ProcessTree.GoneAsync(processes.Select(process => process.Id), Cancelled);
                await StartAsync();
            }
        }

        var experiment = await EndedAsync(store, id);

        Assert.True(experiment.State == ExperimentState.Finished, $"{experiment.State}: {experiment.Error}");
        var measurements = await store.MeasurementsAsync(id, Cancelled);
        Assert.Equal(Trial.Of(PlanJson.Read(Plan)).Select(trial => trial.Number), measurements.Select(one => one.Trial));
        Assert.All(measurements, one => Assert.Null(one.Error));
        Assert.All(finished, one => Assert.Equal(one.Value, measurements[one.Key]));

        _seen.UnionWith(Platform().Select(process => process.Id));
        _host!.Kill();
        await _host.WaitForExitAsync(Cancelled);
        await ProcessTree.GoneAsync(_seen, Cancelled);
    }

    private async Task<RunnerClient> StartAsync()
    {
        _host?.Dispose();
        _host = Process.Start(new ProcessStartInfo(Program, ["--data", _folder, "--no-first-run"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = _host.StandardError.ReadToEndAsync(CancellationToken.None);

        // The table of addresses is printed when all are healthy.
        string? address = null;
        while (address is null && await _host.StandardOutput.ReadLineAsync(Cancelled) is { } line)
        {
            address = line.StartsWith("runner ", StringComparison.Ordinal) && line.Split(' ')[^1] is var last && last.StartsWith("http", StringComparison.Ordinal) ? last : null;
        }

        _ = _host.StandardOutput.ReadToEndAsync(CancellationToken.None);
        return new(new HttpClient { BaseAddress = new(address!) });
    }

    private static async Task ReachedAsync(ExperimentStore store, string id, int requests)
    {
        while (await store.CountAsync(id, Cancelled) < requests)
        {
            var experiment = await store.FindAsync(id, Cancelled);
            Assert.True(experiment is { State: ExperimentState.Running or ExperimentState.Queued }, $"{experiment?.State} with {await store.CountAsync(id, Cancelled)} requests: {experiment?.Error}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancelled);
        }
    }

    private static async Task<Experiment> EndedAsync(ExperimentStore store, string id)
    {
        while (true)
        {
            if (await store.FindAsync(id, Cancelled) is { State: not (ExperimentState.Running or ExperimentState.Queued) } ended)
            {
                return ended;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancelled);
        }
    }

    // The platform, once what is to be killed is there: it may only just be started again.
    private async Task<(List<(int Id, string? Program)> Processes, List<int> Victims)> WithAsync(string victim)
    {
        while (true)
        {
            var processes = Platform();
            if (processes.Where(process => process.Program == victim).Select(process => process.Id).ToList() is { Count: > 0 } victims)
            {
                return (processes, victims);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancelled);
        }
    }

    // The host with all that it started, and what those started.
    private List<(int Id, string? Program)> Platform() =>
        [.. ProcessTree.Descendants(_host!.Id).Prepend(_host.Id).Select(id => (id, ProcessTree.ProgramOf(id)))];
}
