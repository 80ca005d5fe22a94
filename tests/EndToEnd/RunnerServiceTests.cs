using System.Diagnostics;
using Ensemble.Contracts;
using Ensemble.Models;
using Ensemble.Runner.Results;
using Ensemble.Runner.Service;
using Ensemble.StepFunctions.Server;
using Ensemble.Store;

namespace Ensemble.EndToEnd.Tests;

/// <summary>The background runner as a process, asked by its client, with both emulators behind it.</summary>
public sealed class RunnerServiceTests : IAsyncLifetime
{
    private const string Plan = """{"accuracy":{"models":["mobilenet-mini","nasnet-mini"],"items":200},"latency":{"models":["mobilenet-mini","nasnet-mini"],"batches":[1,5],"repeats":4,"coldStarts":1,"warmUps":1}}""";

    // Long enough that it still runs when another process has started.
    private static readonly string LongPlan = Plan.Replace("\"repeats\":4", "\"repeats\":20", StringComparison.Ordinal);
    private const int Measured = 1 + (4 * 2 * 4);
    private const int Requests = (2 * 4) + Measured + (4 * 2 * 4);

    private static readonly string Command = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "ensemble"));

    private readonly string _folder = Directory.CreateTempSubdirectory("serve-").FullName;
    private readonly List<Process> _started = [];
    private EmulatorBench _lambda = null!;
    private StepFunctionsServer _stepFunctions = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _lambda = await EmulatorBench.StartAsync();
        _stepFunctions = await StepFunctionsServer.StartAsync(
            new() { Urls = "http://127.0.0.1:0", Seed = 1, LambdaEndpoint = new(_lambda.Address) }, TimeProvider.System, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _started)
        {
            if (!process.HasExited)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }

            process.Dispose();
        }

        await _stepFunctions.DisposeAsync();
        await _lambda.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_it_had_in_hand_when_it_was_killed_it_goes_on_with_and_loses_no_request()
    {
        var (process, runner) = await ServeAsync();
        var id = await runner.RunAsync(Plan, "dashboard", Cancelled);
        var store = await ExperimentStore.OpenAsync(Path.Combine(_folder, "experiments.db"), Cancelled);
        while (await store.CountAsync(id, Cancelled) < Requests / 2)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancelled);
        }

        Assert.True(store.IsClaimed(id));
        process.Kill();
        await process.WaitForExitAsync(Cancelled);
        Assert.False(store.IsClaimed(id));
        var before = (await store.MeasurementsAsync(id, Cancelled)).Where(one => one.Kind != "warm-up").ToList();

        await ServeAsync();
        var experiment = await EndedAsync(store, id);

        Assert.Equal(ExperimentState.Finished, experiment.State);
        var after = await store.MeasurementsAsync(id, Cancelled);
        Assert.Equal(Measured, after.Count(one => one.Kind != "warm-up"));
        Assert.Subset(after.ToHashSet(), before.ToHashSet());
        Assert.Contains("images", PaperFindings.Of(PaperResults.Of(experiment, after, []))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_experiment_belongs_to_one_process_and_can_be_stopped_resumed_and_deleted()
    {
        var (_, runner) = await ServeAsync();
        var id = await runner.RunAsync(LongPlan, "dashboard", Cancelled);
        var waiting = await runner.RunAsync(LongPlan, "dashboard", Cancelled);
        var store = await ExperimentStore.OpenAsync(Path.Combine(_folder, "experiments.db"), Cancelled);
        while (!store.IsClaimed(id))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancelled);
        }

        var (code, output) = await RunAsync("run", "--resume", id, "--lambda-endpoint", _lambda.Address, "--stepfunctions-endpoint", StepFunctions);
        Assert.Equal((1, true), (code, output.Contains("is being run by another process", StringComparison.Ordinal)));
        Assert.Equal([id, waiting], (await runner.ProgressAsync(Cancelled)).Select(one => one.Id));

        await runner.CancelAsync(id, Cancelled);
        Assert.Equal(ExperimentState.Cancelled, (await store.FindAsync(id, Cancelled))!.State);
        await runner.ResumeAsync(id, Cancelled);
        await runner.DeleteAsync(waiting, Cancelled);
        Assert.Equal(ExperimentState.Finished, (await EndedAsync(store, id)).State);
        Assert.Null(await store.FindAsync(waiting, Cancelled));
        Assert.Contains("nothing of it is missing", (await Assert.ThrowsAsync<EnsembleException>(() => runner.ResumeAsync(id, Cancelled))).Message, StringComparison.Ordinal);
        Assert.Contains("There is no experiment", (await Assert.ThrowsAsync<EnsembleException>(() => runner.DeleteAsync("nobody", Cancelled))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_that_cannot_be_carried_out_is_refused_and_records_nothing()
    {
        var (_, runner) = await ServeAsync();

        var refusal = await Assert.ThrowsAsync<EnsembleException>(() => runner.RunAsync("""{"latency":{"repeats":0}}""", "dashboard", Cancelled));

        Assert.Contains("latency.repeats: '0' is not possible", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(await (await ExperimentStore.OpenAsync(Path.Combine(_folder, "experiments.db"), Cancelled)).ListAsync(Cancelled));
    }

    [Fact]
    public async Task A_picture_is_predicted_by_each_model_and_by_their_ensemble()
    {
        var (_, runner) = await ServeAsync();
        var request = new PlaygroundRequest { Item = new("shapes", "test", 7, 1), Models = ["efficientnet-mini", "mobilenet-mini", "nasnet-mini"], Combiner = "mean" };

        var answer = await runner.PredictAsync(request, Cancelled);
        var again = await runner.PredictAsync(request with { Flow = Flow.Sequential }, Cancelled);

        Assert.Equal("triangle", answer.Label);
        Assert.Equal(request.Models, answer.Models.Select(model => model.Model));
        Assert.All(answer.Models, model => Assert.Equal(5, model.Classes.Count));

        // The ensemble's probability of a class is the mean of its models'.
        var top = answer.Ensemble[0];
        Assert.Equal(answer.Models.Average(model => model.Classes.Single(one => one.Name == top.Name).Probability), top.Probability, 1e-6);
        Assert.Equal(answer.Milliseconds, answer.Ledger.Values.Sum(), answer.Milliseconds / 100);
        Assert.Equal(answer.Ensemble, again.Ensemble);
        Assert.Equal((5, 0), (again.Invocations.Count, again.Invocations.Count(one => one.ColdStart)));

        await Assert.ThrowsAsync<EnsembleException>(() => runner.PredictAsync(request with { Models = ["mobilenet-mini", "mobilenetv2"] }, Cancelled));
        await Assert.ThrowsAsync<EnsembleException>(() => runner.PredictAsync(request with { Models = ["mobilenet-mini"] }, Cancelled));
    }

    private string StepFunctions => _stepFunctions.Address.GetLeftPart(UriPartial.Authority);

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

    private async Task<(Process Process, RunnerClient Client)> ServeAsync()
    {
        var process = Start("serve", "--urls", "http://127.0.0.1:0", "--lambda-endpoint", _lambda.Address, "--stepfunctions-endpoint", StepFunctions);
        _started.Add(process);
        var banner = await process.StandardOutput.ReadLineAsync(Cancelled) ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(Cancelled));
        return (process, new(new HttpClient { BaseAddress = new(banner.Split(' ', ',').First(word => word.StartsWith("http", StringComparison.Ordinal))) }));
    }

    private Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo(Command, [.. arguments, "--data", _folder]) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    private async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var errors = process.StandardError.ReadToEndAsync(Cancelled);
        var output = await process.StandardOutput.ReadToEndAsync(Cancelled);
        await process.WaitForExitAsync(Cancelled);
        return (process.ExitCode, output + await errors);
    }
}
