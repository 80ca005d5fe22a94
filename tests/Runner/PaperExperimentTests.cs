using System.Text.Json;
using Ensemble.Contracts;
using Ensemble.Models;
using Ensemble.Runner.Plans;
using Ensemble.Runner.Results;
using Ensemble.Runner.Systems;
using Ensemble.Runner.Trials;
using Ensemble.Store;
using Ensemble.Testing.Experiments;

namespace Ensemble.Runner.Tests;

/// <summary>How an experiment is carried out, stopped and resumed, on a system whose answers are known.</summary>
public sealed class PaperExperimentTests : IAsyncLifetime
{
    private static readonly PaperPlan Plan = PaperPlan.Quick with
    {
        Accuracy = new() { Items = 100, Models = ["mobilenet-mini", "nasnet-mini"] },
        Latency = new() { Models = ["mobilenet-mini", "nasnet-mini"], Batches = [1, 4], Repeats = 6, ColdStarts = 2, WarmUps = 1 },
    };

    private readonly StoreFolder _folder = new();
    private readonly KnownSystem _system = new();
    private ExperimentStore _store = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await _folder.OpenAsync(Cancelled);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task All_requests_are_made_once_and_come_to_the_figures_of_the_paper()
    {
        var experiment = await RunAsync(await Runner().CreateAsync(Plan, "ensemble run paper", Cancelled));

        var result = await PaperResults.ReadAsync(_store, experiment, Cancelled);

        Assert.Equal(ExperimentState.Finished, experiment.State);
        Assert.Equal(Trial.Of(Plan).Count, _system.Requests);
        Assert.Equal(2, _system.Coolings);
        Assert.Equal(["mobilenet-mini", "nasnet-mini", "ensemble"], result.Accuracy!.Select(row => row.Model));
        Assert.All(result.Accuracy!, row => Assert.Equal(100, row.Total));
        Assert.Equal([1, 4], result.Efficiency.Select(row => row.Batch));

        // Of a batch of 4 the models take 40 and 80 ms, everything around them 20 ms.
        var row = result.Efficiency[1];
        Assert.Equal((80, 120, 100, 140, 90), (row.MaxModelMilliseconds, row.SumModelMilliseconds, row.ParallelMilliseconds, row.SequentialMilliseconds, row.SlowestSingleMilliseconds));
        Assert.Equal((0.8, 1.4), (row.ParallelEfficiency, row.SpeedUp));
        Assert.All(result.Latency, one => Assert.Equal(one.Milliseconds, one.Ledger.Values.Sum(), 9));
        Assert.Equal(result.Summary.Select(one => one.Median), result.Ledgers.Select(one => Math.Round(one.Parts.Values.Sum(), 6)));
        Assert.All(result.Summary.Where(one => one.Kind == "warm"), one => Assert.Equal((6, one.Median, one.Median), (one.Count, one.Low, one.High)));
        Assert.Equal(2, result.ColdStart!.Requests);
        Assert.Equal(result.Summary.Select(one => (one.Kind, one.Subject, one.Flow, one.Batch)), result.Costs.Select(one => (one.Kind, one.Subject, one.Flow, one.Batch)));
        Assert.All(result.Costs.Zip(result.Summary), pair => Assert.Equal(pair.Second.CostPerMillion, pair.First.PerMillion.Total, 9));
        Assert.Equal(["mobilenet-mini", "nasnet-mini", "ensemble"], result.Reliability!.Select(one => one.Model));
        Assert.Equal(3 * 16, result.Classes!.Count);
        Assert.Equal(
            ["Begun", "Accuracy measured on 100 items.", "Functions deployed", "Finished."], (await _store.EventsAsync(experiment.Id, Cancelled)).Select(one => one.Text.Split(';')[0]));
        Assert.Equal(["ensemble", "label", "mobilenet-mini", "nasnet-mini"], (await _store.PredictionsAsync(experiment.Id, Cancelled)).Select(one => one.Subject));
    }

    [Fact]
    public async Task The_same_plan_has_the_same_predictions_and_the_same_bills()
    {
        var first = await RunAsync(await Runner().CreateAsync(Plan, "one", Cancelled));
        var second = await RunAsync(await Runner().CreateAsync(Plan, "two", Cancelled));

        Assert.Equal(await CostsAsync(first), await CostsAsync(second));
        Assert.Equal(first.Accuracy, second.Accuracy);
        Assert.Equal(
            (await _store.PredictionsAsync(first.Id, Cancelled)).Select(one => Convert.ToHexString(one.Classes)),
            (await _store.PredictionsAsync(second.Id, Cancelled)).Select(one => Convert.ToHexString(one.Classes)));
    }

    [Fact]
    public async Task A_warm_request_that_found_a_function_cold_is_made_again()
    {
        var first = Trial.Of(Plan).First(trial => trial.Kind == TrialKind.Warm).Number;
        _system.IsCold = request => request == first + 1;

        var experiment = await RunAsync(await Runner().CreateAsync(Plan, "ensemble run paper", Cancelled));

        var measurement = (await _store.MeasurementsAsync(experiment.Id, Cancelled)).Single(one => one.Trial == first);
        Assert.Equal((2, null, Trial.Of(Plan).Count + 1), (measurement.Attempts, measurement.Error, _system.Requests));
        Assert.Contains("had to be started", measurement.EarlierErrors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_failure_the_functions_are_deployed_again_before_the_request_is()
    {
        var deployments = 0;
        _system.Deployment = () => deployments++;
        _system.BeforeRequest = request => _ = request == 7 ? throw new SystemUnderTestException("Lambda cannot be reached") : request;

        var experiment = await RunAsync(await Runner().CreateAsync(Plan, "ensemble run paper", Cancelled));

        Assert.Equal((ExperimentState.Finished, 2), (experiment.State, deployments));
        Assert.Equal("Lambda cannot be reached", Assert.Single(await _store.MeasurementsAsync(experiment.Id, Cancelled), one => one.Attempts == 2).EarlierErrors);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(20)]
    public async Task What_was_stopped_goes_on_without_making_a_request_twice(int stopAfter)
    {
        using var stop = new CancellationTokenSource();
        _system.BeforeRequest = number =>
        {
            if (number == stopAfter)
            {
                stop.Cancel();
                stop.Token.ThrowIfCancellationRequested();
            }
        };
        var experiment = await Runner().CreateAsync(Plan, "ensemble run paper", Cancelled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Runner().RunAsync(experiment, new Progress<PaperProgress>(), stop.Token));
        experiment = (await _store.FindAsync(experiment.Id, Cancelled))!;
        Assert.Equal(ExperimentState.Cancelled, experiment.State);
        var before = await _store.MeasurementsAsync(experiment.Id, Cancelled);
        Assert.Equal(stopAfter - 1, before.Count);

        _system.BeforeRequest = _ => { };
        experiment = await RunAsync(experiment);

        var after = await _store.MeasurementsAsync(experiment.Id, Cancelled);
        Assert.Equal(ExperimentState.Finished, experiment.State);
        Assert.Equal(Trial.Of(Plan).Count, after.Count);
        Assert.All(before.Where(one => one.Kind != "warm-up"), one => Assert.Contains(one, after));
    }

    [Fact]
    public async Task What_is_finished_is_not_run_again()
    {
        var experiment = await RunAsync(await Runner().CreateAsync(Plan, "ensemble run paper", Cancelled));
        var requests = _system.Requests;

        Assert.Equal(experiment, await RunAsync(experiment));

        Assert.Equal(requests, _system.Requests);
    }

    [Fact]
    public async Task A_request_that_fails_is_tried_again_and_both_are_recorded()
    {
        var failed = false;
        _system.BeforeRequest = number =>
        {
            if (number == 8 && !failed)
            {
                failed = true;
                throw new SystemUnderTestException("it was throttled");
            }
        };

        var experiment = await RunAsync(await Runner().CreateAsync(Plan, "ensemble run paper", Cancelled));

        var retried = Assert.Single(await _store.MeasurementsAsync(experiment.Id, Cancelled), one => one.Attempts > 1);
        Assert.Equal((2, null, "it was throttled"), (retried.Attempts, retried.Error, retried.EarlierErrors));
    }

    [Fact]
    public async Task Requests_that_fail_as_often_as_they_are_tried_are_told_and_the_others_are_made()
    {
        _system.FailingModel = "nasnet-mini";

        var experiment = await RunAsync(await Runner().CreateAsync(Plan, "ensemble run paper", Cancelled));
        var result = await PaperResults.ReadAsync(_store, experiment, Cancelled);

        Assert.Equal(2 + (2 * 2 * 6), result.Failures.Count);
        Assert.All(result.Failures, failure => Assert.Equal(("nasnet-mini", 2, "it is broken"), (failure.Subject, failure.Attempts, failure.Error)));
        Assert.Contains("Failed after 2 attempts", PaperText.Markdown(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_system_that_cannot_be_used_leaves_an_experiment_that_can_be_resumed()
    {
        var experiment = await Runner().CreateAsync(Plan, "ensemble run paper", Cancelled);
        _system.Deployment = () => throw new SystemUnderTestException("Lambda cannot be reached");

        await Assert.ThrowsAsync<SystemUnderTestException>(() => RunAsync(experiment));
        experiment = (await _store.FindAsync(experiment.Id, Cancelled))!;
        Assert.Equal((ExperimentState.Failed, "Lambda cannot be reached"), (experiment.State, experiment.Error));

        _system.Deployment = () => { };
        Assert.Equal((ExperimentState.Finished, null), (await RunAsync(experiment)) is var ended ? (ended.State, ended.Error) : default);
    }

    [Theory]
    [InlineData("folder:/no/such/folder", 4, "/no/such/folder")]
    [InlineData("folder:{pictures}", 5, "latency.batches: '5' is not possible; folder:{pictures} has 4 items to test with.")]
    public async Task Pictures_that_are_not_there_are_told_before_anything_is_recorded(string dataSet, int batch, string message)
    {
        var pictures = Pictures(4);

        var refusal = await Assert.ThrowsAsync<EnsembleException>(() => Runner().CreateAsync(
            Plan with { Latency = Plan.Latency with { DataSet = dataSet.Replace("{pictures}", pictures, StringComparison.Ordinal), Batches = [1, batch] } }, "ensemble run paper", Cancelled));

        Assert.Contains(message.Replace("{pictures}", pictures, StringComparison.Ordinal), refusal.Message, StringComparison.Ordinal);
        Assert.Empty(await _store.ListAsync(Cancelled));
    }

    [Fact]
    public async Task A_folder_of_this_machine_is_not_measured_on_AWS()
    {
        var experiment = await Runner().CreateAsync(Plan with { Latency = Plan.Latency with { DataSet = $"folder:{Pictures(4)}" } }, "ensemble run paper", Cancelled);
        _system.CpuControl = "aws";

        var refusal = await Assert.ThrowsAsync<EnsembleException>(() => RunAsync(experiment));

        Assert.Contains("functions on AWS see no folder of this machine", refusal.Message, StringComparison.Ordinal);
        Assert.Equal((ExperimentState.Failed, 0), ((await _store.FindAsync(experiment.Id, Cancelled))!.State, _system.Requests));
    }

    [Fact]
    public async Task Figures_are_written_for_other_programs_from_the_store_alone()
    {
        var experiment = await RunAsync(await Runner().CreateAsync(Plan, "ensemble run paper", Cancelled));
        var result = await PaperResults.ReadAsync(_store, experiment, Cancelled);

        using var json = JsonDocument.Parse(PaperResults.Json(result));
        Assert.Equal("ensemble", json.RootElement.GetProperty("accuracy")[2].GetProperty("model").GetString());
        Assert.Equal(2, json.RootElement.GetProperty("mcnemar").GetArrayLength());
        Assert.Equal(100, json.RootElement.GetProperty("efficiency")[1].GetProperty("parallelMilliseconds").GetDouble());
        Assert.True(json.RootElement.GetProperty("latency")[0].GetProperty("ledger").EnumerateObject().Any());
        Assert.Equal("none", json.RootElement.GetProperty("environment").GetProperty("cpuControl").GetString());
        var csv = PaperText.Csv(result).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(result.Latency.Count + 1, csv.Length);
        Assert.All(csv, line => Assert.Equal(csv[0].Count(c => c == ','), line.Count(c => c == ',')));
        Assert.Contains(@"max t / parallel & 95 \% interval & speed-up", PaperText.Latex(result), StringComparison.Ordinal);
        Assert.Contains("| 4 | 80.0 | 100.0 | 120.0 | 140.0 | 0.800 | 0.800–0.800 | 1.40 | +11.1 % |", PaperText.Markdown(result), StringComparison.Ordinal);
    }

    private string Pictures(int count)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Folder, "pictures", "circle"));
        foreach (var i in Enumerable.Range(0, count))
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, $"{i}.png"), []);
        }

        return folder.Parent!.FullName;
    }

    private PaperExperiment Runner() => new(_store, _system, new(Path.Combine(_folder.Folder, "models")), Path.Combine(_folder.Folder, "cache"), TimeProvider.System);

    private Task<Experiment> RunAsync(Experiment experiment) => Runner().RunAsync(experiment, new Progress<PaperProgress>(), Cancelled);

    private async Task<IReadOnlyList<string?>> CostsAsync(Experiment experiment) => [.. (await _store.MeasurementsAsync(experiment.Id, Cancelled)).Select(one => one.Cost)];

    /// <summary>A system in which a model takes 10 or 20 ms per item, and what is around the models 10 ms for one and 20 ms for all.</summary>
    private sealed class KnownSystem : ISystemUnderTest
    {
        private int _requests;

        public int Requests => _requests;

        public int Coolings { get; private set; }

        public string CpuControl { get; set; } = "none";

        public string? FailingModel { get; set; }

        public Action<int> BeforeRequest { get; set; } = _ => { };

        public Func<int, bool> IsCold { get; set; } = _ => false;

        public Action Deployment { get; set; } = () => { };

        public Task<SystemDescription> DescribeAsync(CancellationToken cancellationToken) => Task.FromResult(new SystemDescription(new("http://127.0.0.1:1"), new("http://127.0.0.1:2"), CpuControl));

        public Task DeployAsync(EnsembleDeployment deployment, CancellationToken cancellationToken)
        {
            Deployment();
            return Task.CompletedTask;
        }

        public Task CoolAsync(EnsembleDeployment deployment, CancellationToken cancellationToken)
        {
            Coolings++;
            return Task.CompletedTask;
        }

        public Task<RequestOutcome<ModelResponse>> PredictAsync(EnsembleDeployment deployment, string model, ModelRequest request, CancellationToken cancellationToken)
        {
            if (model == FailingModel)
            {
                throw new SystemUnderTestException("it is broken");
            }

            BeforeRequest(++_requests);
            var timing = Model(model, request.Items.Count()) with { ColdStart = IsCold(_requests) };
            return Task.FromResult(new RequestOutcome<ModelResponse>(
                new() { Model = model, Items = request.Items.Count(), Classes = 16, Predictions = new() { Form = PredictionForm.Compact, Bytes = 0 }, Timing = timing },
                timing.Total + 10,
                [Report(deployment.FunctionOf(model), timing.Total)]));
        }

        public Task<RequestOutcome<InvokeResponse>> InvokeAsync(EnsembleDeployment deployment, InvokeRequest request, CancellationToken cancellationToken)
        {
            BeforeRequest(++_requests);
            var timings = deployment.Models.Select(model => (Model: model, Timing: Model(model, request.Model.Items.Count()))).ToList();
            var models = request.Flow == Flow.Parallel ? timings.Max(one => one.Timing.Total) : timings.Sum(one => one.Timing.Total);
            var entered = new List<DateTimeOffset>();
            var at = DateTimeOffset.UnixEpoch;
            foreach (var (_, timing) in timings)
            {
                entered.Add(at);
                at = request.Flow == Flow.Sequential ? at.AddMilliseconds(timing.Total) : at;
            }

            var result = new EnsembleResponse
            {
                Combiner = "mean",
                Items = request.Model.Items.Count(),
                Classes = 16,
                Top = [],
                Probability = [],
                Models = [.. timings.Select(one => new ModelScore(one.Model, [], PredictionForm.Compact, 0, one.Timing))],
                Timing = new() { ColdStart = false, Init = 0, Combine = 1, Total = 2 },
            };
            var combined = DateTimeOffset.UnixEpoch.AddMilliseconds(models);
            var total = models + 15;
            return Task.FromResult(new RequestOutcome<InvokeResponse>(
                new()
                {
                    Flow = request.Flow,
                    Result = result,
                    Ledger = RequestLedger.Of(request.Flow, total, DateTimeOffset.UnixEpoch, combined.AddMilliseconds(5), new(result, combined, entered)),
                    Execution = new("arn", models + 5, 100, 64),
                    Timing = new() { ColdStart = IsCold(_requests), Init = 0, Total = total },
                },
                models + 20,
                [.. timings.Select(one => Report(deployment.FunctionOf(one.Model), one.Timing.Total)), Report(deployment.Combiner, 2), Report(deployment.Invoker, total)]));
        }

        private static Timing Model(string model, int items)
        {
            var total = items * (model == "nasnet-mini" ? 20.0 : 10.0);
            return new() { ColdStart = false, Init = 0, Inference = total - 1, Total = total };
        }

        private static InvocationReport Report(string function, double duration) => new(function, false, 0.5, duration, Math.Ceiling(duration), null, 885, 100, false);
    }
}
