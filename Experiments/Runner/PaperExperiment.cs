using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Ensemble.Contracts;
using Ensemble.Models;
using Ensemble.Models.Catalog;
using Ensemble.Models.Combiners;
using Ensemble.Models.DataSets;
using Ensemble.Runner.Costs;
using Ensemble.Runner.Plans;
using Ensemble.Runner.Systems;
using Ensemble.Runner.Trials;
using Ensemble.Store;

namespace Ensemble.Runner;

/// <summary>
/// Carries out a <see cref="PaperPlan"/>. Every request is recorded when it has ended; an experiment that was stopped, however
/// it was, goes on with those that are missing.
/// </summary>
/// <param name="store">Where everything is recorded.</param>
/// <param name="system">What is measured.</param>
/// <param name="catalog">The models.</param>
/// <param name="cacheFolder">Where optimised graphs are kept.</param>
/// <param name="time">The clock.</param>
public sealed class PaperExperiment(ExperimentStore store, ISystemUnderTest system, ModelCatalog catalog, string cacheFolder, TimeProvider time)
{
    private const int MostColdRepeats = 3;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly Prices Prices = new();
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Records a new experiment, which is then run.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="command">The command that made it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="EnsembleException">It cannot be carried out, or its data sets are not there.</exception>
    public async Task<Experiment> CreateAsync(PaperPlan plan, string command, CancellationToken cancellationToken)
    {
        plan = WithDataSets(plan.Checked());
        var now = time.GetUtcNow();
        var experiment = new Experiment
        {
            Id = $"{now:yyyyMMddHHmmssfff}{RandomNumberGenerator.GetHexString(2, lowercase: true)}",
            Name = plan.Name,
            Plan = PlanJson.Write(plan),
            Seed = plan.Seed,
            Command = command,
            Created = now,
            State = ExperimentState.Queued,
        };
        await store.AddAsync(experiment, cancellationToken);
        return experiment;
    }

    /// <summary>Does what is missing of an experiment.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="progress">Told of every step.</param>
    /// <param name="cancellationToken">Stops it; it can be resumed.</param>
    /// <returns>The experiment as it ended.</returns>
    /// <exception cref="SystemUnderTestException">The system cannot be used. The experiment can be resumed once that is mended.</exception>
    public async Task<Experiment> RunAsync(Experiment experiment, IProgress<PaperProgress> progress, CancellationToken cancellationToken)
    {
        if (experiment.State == ExperimentState.Finished)
        {
            return experiment;
        }

        using var claim = await store.TryClaimAsync(experiment.Id, cancellationToken) ?? throw new EnsembleException($"Experiment {experiment.Id} is being run by another process.");
        var plan = PlanJson.Read(experiment.Plan);
        try
        {
            var description = await system.DescribeAsync(cancellationToken);
            if (description.IsAws && DataSetCatalog.FolderOf(plan.Latency.DataSet) is not null)
            {
                throw new EnsembleException($"latency.dataSet: '{plan.Latency.DataSet}' is not possible; functions on AWS see no folder of this machine, only data sets such as 'shapes', which they make themselves.");
            }

            var machine = Machine.Current(description.CpuControl);
            if (experiment.Environment is { } before && JsonSerializer.Deserialize<Machine>(before, Json) is { } earlier)
            {
                // What ran before ran there; the busier of the two is what is told.
                machine = earlier with { Contention = Math.Max(earlier.Contention, machine.Contention) };
            }

            var isResumed = experiment.Environment is not null;
            experiment = experiment with { State = ExperimentState.Running, Ended = null, Error = null, Environment = JsonSerializer.Serialize(machine, Json) };
            await store.UpdateAsync(experiment, cancellationToken);
            await NoteAsync(experiment, string.Create(CultureInfo.InvariantCulture, $"{(isResumed ? "Resumed" : "Begun")}; the same work takes {machine.Contention:0.00} times as long as at best."), cancellationToken);
            if (experiment.Accuracy is null)
            {
                experiment = await MeasureAccuracyAsync(experiment, plan, progress, cancellationToken);
                await NoteAsync(experiment, string.Create(CultureInfo.InvariantCulture, $"Accuracy measured on {plan.Accuracy.Items:N0} items."), cancellationToken);
            }

            await MeasureLatencyAsync(experiment, plan, progress, cancellationToken);
            experiment = experiment with { State = ExperimentState.Finished, Ended = time.GetUtcNow() };
            await store.UpdateAsync(experiment, CancellationToken.None);
            await NoteAsync(experiment, "Finished.", CancellationToken.None);
            return experiment;
        }
        catch (Exception exception) when (exception is OperationCanceledException or SystemUnderTestException or EnsembleException)
        {
            var isCancelled = exception is OperationCanceledException;
            await store.UpdateAsync(
                experiment with { State = isCancelled ? ExperimentState.Cancelled : ExperimentState.Failed, Ended = time.GetUtcNow(), Error = isCancelled ? null : exception.Message }, CancellationToken.None);
            await NoteAsync(experiment, isCancelled ? "Stopped." : exception.Message, CancellationToken.None);
            throw;
        }
    }

    // Functions, and whoever resumes it, run in folders of their own.
    private static PaperPlan WithDataSets(PaperPlan plan)
    {
        var (accuracy, latency) = (DataSetCatalog.Absolute(plan.Accuracy.DataSet), DataSetCatalog.Absolute(plan.Latency.DataSet));
        DataSetCatalog.Open(accuracy);
        var (items, largest) = (DataSetCatalog.Open(latency).Count(Split.Test), plan.Latency.Batches.Max());
        return largest <= items
            ? plan with { Accuracy = plan.Accuracy with { DataSet = accuracy }, Latency = plan.Latency with { DataSet = latency } }
            : throw new EnsembleException(string.Create(CultureInfo.InvariantCulture, $"latency.batches: '{largest:N0}' is not possible; {latency} has {items:N0} items to test with."));
    }

    private Task NoteAsync(Experiment experiment, string text, CancellationToken cancellationToken) =>
        store.NoteAsync(new ProgressEvent { ExperimentId = experiment.Id, At = time.GetUtcNow(), Text = text }, cancellationToken);

    private async Task<Experiment> MeasureAccuracyAsync(Experiment experiment, PaperPlan plan, IProgress<PaperProgress> progress, CancellationToken cancellationToken)
    {
        var part = plan.Accuracy;
        var title = $"accuracy of {part.Models.Count} models on {part.DataSet}";
        var result = await Task.Run(
            () => AccuracyEvaluation.Run(
                new()
                {
                    DataSet = DataSetCatalog.Open(part.DataSet),
                    Split = Split.Test,
                    Models = [.. part.Models.Select(catalog.Open)],
                    Combiner = CombinerCatalog.Create(part.Combiner, null),
                    Classifier = new() { Threads = Environment.ProcessorCount, CacheFolder = cacheFolder },
                    Limit = part.Items,
                },
                new Relay(done => progress.Report(new(title, done, null))),
                cancellationToken),
            cancellationToken);
        experiment = experiment with { Accuracy = AccuracyTable.Json(result.Report) };
        var predictions = result.Predictions.Select(one => new PredictionSet(experiment.Id, one.Model, one.Classes.Count, Bytes<ushort>([.. one.Classes]), Bytes<float>([.. one.Confidences])))
            .Append(new(experiment.Id, "label", result.Labels.Count, Bytes<ushort>([.. result.Labels]), []));
        await store.PutAsync(experiment, [.. predictions], cancellationToken);
        return experiment;
    }

    private async Task MeasureLatencyAsync(Experiment experiment, PaperPlan plan, IProgress<PaperProgress> progress, CancellationToken cancellationToken)
    {
        // Full-size networks are written once, where all functions find them.
        foreach (var model in plan.Latency.Models)
        {
            catalog.Open(model);
        }

        var folders = new Dictionary<string, string> { ["ENSEMBLE_CATALOG"] = catalog.Folder, ["ENSEMBLE_CACHE"] = cacheFolder };
        if (DataSetCatalog.FolderOf(plan.Latency.DataSet) is { } pictures)
        {
            folders["ENSEMBLE_DATA"] = pictures;
        }

        var deployment = new EnsembleDeployment
        {
            Models = plan.Latency.Models,
            MemorySize = plan.Latency.MemorySize,
            CombinerMemorySize = plan.Latency.MemorySize,
            LocalVariables = folders,
        };
        await system.DeployAsync(deployment, cancellationToken);
        var trials = Trial.Of(plan);
        var made = (await store.MeasurementsAsync(experiment.Id, cancellationToken)).Where(one => one.Error is null).Select(one => one.Trial).ToHashSet();

        // Processes may be new to a run that is resumed: warm-ups are made again.
        var missing = trials.Where(trial => trial is { Kind: TrialKind.WarmUp, Before: null } || !made.Contains(trial.Before ?? trial.Number)).ToList();
        await NoteAsync(experiment, string.Create(CultureInfo.InvariantCulture, $"Functions deployed; {missing.Count:N0} of {trials.Count:N0} requests are to be made."), cancellationToken);
        var clock = new RemainingTime(missing.Select(Weight), time);
        foreach (var trial in missing)
        {
            progress.Report(new($"{trial.FlowName} {trial.Subject}, batch {trial.Batch}", clock.Share, clock.Left));
            var measurement = await MeasureAsync(experiment.Id, trial, plan, deployment, cancellationToken);
            await store.PutAsync(measurement, CancellationToken.None);
            if (measurement.Error is { } error)
            {
                await NoteAsync(experiment, string.Create(CultureInfo.InvariantCulture, $"Request {trial.Number} failed after {measurement.Attempts} attempts: {error}"), cancellationToken);
            }

            clock.Done(Weight(trial));
        }
    }

    private async Task<Measurement> MeasureAsync(string experimentId, Trial trial, PaperPlan plan, EnsembleDeployment deployment, CancellationToken cancellationToken)
    {
        var errors = new List<string>();
        var cold = 0;
        for (var attempt = 1; ; attempt++)
        {
            var measurement = new Measurement
            {
                ExperimentId = experimentId,
                Trial = trial.Number,
                Kind = trial.KindName,
                Subject = trial.Subject,
                Flow = trial.FlowName,
                Batch = trial.Batch,
                Repeat = trial.Repeat,
                Started = time.GetUtcNow(),
                Attempts = attempt,
                EarlierErrors = errors.Count > 0 ? string.Join('\n', errors) : null,
            };
            try
            {
                if (trial.Kind == TrialKind.Cold)
                {
                    await system.CoolAsync(deployment, cancellationToken);
                }

                var (measured, wasCold) = await MeasureAsync(measurement, trial, plan, deployment, cancellationToken);
                if (trial.Kind != TrialKind.Warm || !wasCold || ++cold > MostColdRepeats)
                {
                    return measured;
                }

                errors.Add("A function had to be started, which is not what is measured here.");
            }
            catch (SystemUnderTestException exception) when (attempt - cold < plan.Latency.Attempts)
            {
                errors.Add(exception.Message);
                await RecoverAsync(deployment, cancellationToken);
            }
            catch (SystemUnderTestException exception)
            {
                return measurement with { Error = exception.Message };
            }
        }
    }

    // An emulator that was restarted knows no functions, and needs a moment before it answers at all.
    private async Task RecoverAsync(EnsembleDeployment deployment, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                await system.DeployAsync(deployment, cancellationToken);
                return;
            }
            catch (SystemUnderTestException) when (time.GetElapsedTime(start) < Patience)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private async Task<(Measurement Measurement, bool WasCold)> MeasureAsync(Measurement measurement, Trial trial, PaperPlan plan, EnsembleDeployment deployment, CancellationToken cancellationToken)
    {
        var request = new ModelRequest { Items = new() { DataSet = new(plan.Latency.DataSet, "test", 0, trial.Batch) } };
        if (trial.Model is { } model)
        {
            var alone = await system.PredictAsync(deployment, model, request, cancellationToken);
            return (
                Recorded(
                    measurement, alone, TrialLedger.Of(alone), new Dictionary<string, double> { [model] = alone.Response.Timing.Total }, null,
                    Prices.Of(alone.Invocations, null, 0, [alone.Response.Timing])),
                alone.Response.Timing.ColdStart);
        }

        var outcome = await system.InvokeAsync(deployment, new() { Model = request, Flow = trial.Flow }, cancellationToken);
        var transitions = deployment.Models.Count + (trial.Flow == Flow.Parallel ? 2 : 1);
        return (
            Recorded(
                measurement, outcome, TrialLedger.Of(outcome, deployment), outcome.Response.Result.Models.ToDictionary(one => one.Model, one => one.Timing.Total), outcome.Response.Execution,
                Prices.Of(outcome.Invocations, outcome.Response.Execution, transitions, outcome.Response.Result.Timings())),
            outcome.Response.Result.Timings().Append(outcome.Response.Timing).Any(timing => timing.ColdStart));
    }

    private static Measurement Recorded<T>(
        Measurement measurement, RequestOutcome<T> outcome, IReadOnlyDictionary<string, double> ledger, IReadOnlyDictionary<string, double> models, ExecutionSummary? execution, RequestCost cost) =>
        measurement with
        {
            Milliseconds = outcome.Milliseconds,
            Ledger = JsonSerializer.Serialize(ledger, Json),
            Models = JsonSerializer.Serialize(models, Json),
            Reports = JsonSerializer.Serialize(new { outcome.Invocations, execution, outcome.TraceId }, Json),
            Cost = JsonSerializer.Serialize(cost, Json),
        };

    // About how long a request takes, in arbitrary units.
    private static double Weight(Trial trial) => 2 + (trial.Batch * (trial.Model is not null ? 1 : trial.Flow == Flow.Parallel ? 1.5 : 3)) + (trial.Kind == TrialKind.Cold || trial is { Kind: TrialKind.WarmUp, Repeat: 0 } ? 30 : 0);

    private static byte[] Bytes<T>(T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();

    private sealed class Relay(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}

/// <summary>How far an experiment is.</summary>
/// <param name="Step">What it does.</param>
/// <param name="Share">The share that is done of the part it is in, from 0 to 1.</param>
/// <param name="Left">About how long that part still takes; null: not known yet.</param>
public sealed record PaperProgress(string Step, double Share, TimeSpan? Left);
