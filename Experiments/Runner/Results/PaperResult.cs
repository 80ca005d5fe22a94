using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Ensemble.Runner.Costs;
using Ensemble.Runner.Plans;
using Ensemble.Runner.Trials;
using Ensemble.Statistics;
using Ensemble.Store;

namespace Ensemble.Runner.Results;

/// <summary>What an experiment found, from the store alone.</summary>
public sealed record PaperResult
{
    /// <summary>The experiment's id.</summary>
    public required string Id { get; init; }

    /// <summary>How far it is.</summary>
    public required ExperimentState State { get; init; }

    /// <summary>The command that made it.</summary>
    public required string Command { get; init; }

    /// <summary>The plan.</summary>
    public required JsonNode Plan { get; init; }

    /// <summary>Where it ran; null: it has not begun.</summary>
    public Machine? Environment { get; init; }

    /// <summary>How often each model and the ensemble were right; null: not measured yet.</summary>
    public IReadOnlyList<AccuracyRow>? Accuracy { get; init; }

    /// <summary>The ensemble against each model; null: not measured yet.</summary>
    [JsonPropertyName("mcnemar")]
    public IReadOnlyList<McNemarRow>? McNemar { get; init; }

    /// <summary>All that is known of the accuracy; null: not measured yet.</summary>
    public AccuracyReport? AccuracyReport { get; init; }

    /// <summary>How right each model and the ensemble are by how sure they are; null: not measured yet.</summary>
    public IReadOnlyList<ReliabilityRow>? Reliability { get; init; }

    /// <summary>What becomes of the items of each class; null: not measured yet.</summary>
    public IReadOnlyList<ClassRow>? Classes { get; init; }

    /// <summary>Every request that was measured, warm-ups left out.</summary>
    public required IReadOnlyList<LatencyRow> Latency { get; init; }

    /// <summary>The latency of each kind of request.</summary>
    public required IReadOnlyList<LatencySummary> Summary { get; init; }

    /// <summary>What each kind of request costs, by part.</summary>
    public IReadOnlyList<CostRow> Costs { get; init; } = [];

    /// <summary>Where the time of each kind of request went.</summary>
    public IReadOnlyList<LedgerRow> Ledgers { get; init; } = [];

    /// <summary>The first request of an ensemble without warm functions against a later one; null: none was made.</summary>
    public ColdStartRow? ColdStart { get; init; }

    /// <summary>How near both flows come to what their models take.</summary>
    public required IReadOnlyList<EfficiencyRow> Efficiency { get; init; }

    /// <summary>Requests that failed.</summary>
    public required IReadOnlyList<FailedRequest> Failures { get; init; }
}

/// <summary>A request that was measured; milliseconds and US dollars.</summary>
public sealed record LatencyRow(
    string Kind, string Subject, string Flow, int Batch, int Repeat, double Milliseconds, IReadOnlyDictionary<string, double> Ledger, IReadOnlyDictionary<string, double> Models, RequestCost Cost);

/// <summary>The latency of one kind of request.</summary>
/// <param name="Kind"><c>warm</c> or <c>cold</c>.</param>
/// <param name="Subject">The model, or <c>ensemble</c>.</param>
/// <param name="Flow"><c>single</c>, <c>parallel</c> or <c>sequential</c>.</param>
/// <param name="Batch">Items.</param>
/// <param name="Count">How many were measured.</param>
/// <param name="Median">Their median, in milliseconds.</param>
/// <param name="Low">The lower end of its interval by order statistics; null: there are too few.</param>
/// <param name="High">The upper end.</param>
/// <param name="CostPerMillion">US dollars per million of them, by their mean.</param>
public sealed record LatencySummary(string Kind, string Subject, string Flow, int Batch, int Count, double Median, double? Low, double? High, double CostPerMillion);

/// <summary>Medians over the requests of a batch size, times in milliseconds.</summary>
/// <param name="Batch">Items.</param>
/// <param name="MaxModelMilliseconds">The slowest model function of a parallel request.</param>
/// <param name="SumModelMilliseconds">All model functions of a sequential request.</param>
/// <param name="ParallelMilliseconds">The client's time of a parallel request.</param>
/// <param name="SequentialMilliseconds">The client's time of a sequential request.</param>
/// <param name="SlowestSingleMilliseconds">The client's time of the model that is slowest alone.</param>
/// <param name="ParallelEfficiency">The slowest model function of a parallel request by the client's time of the same request: 1 if nothing were lost.</param>
/// <param name="ParallelEfficiencyLow">The lower end of its interval by order statistics; null: there are too few requests.</param>
/// <param name="ParallelEfficiencyHigh">The upper end.</param>
/// <param name="SpeedUpLow">The lower end of the speed-up's interval (bootstrap over repeats); null: there are too few.</param>
/// <param name="SpeedUpHigh">The upper end.</param>
public sealed record EfficiencyRow(
    int Batch, double MaxModelMilliseconds, double SumModelMilliseconds, double ParallelMilliseconds, double SequentialMilliseconds, double SlowestSingleMilliseconds,
    double ParallelEfficiency, double? ParallelEfficiencyLow = null, double? ParallelEfficiencyHigh = null, double? SpeedUpLow = null, double? SpeedUpHigh = null)
{
    /// <summary>How many times faster the ensemble is with its models at the same time.</summary>
    public double SpeedUp => SequentialMilliseconds / ParallelMilliseconds;

    /// <summary>What the ensemble takes beyond the slowest model alone, as a fraction of it.</summary>
    public double ExtraOverSlowest => (ParallelMilliseconds / SlowestSingleMilliseconds) - 1;
}

/// <summary>What one kind of request costs.</summary>
/// <param name="Kind"><c>warm</c> or <c>cold</c>.</param>
/// <param name="Subject">The model, or <c>ensemble</c>.</param>
/// <param name="Flow"><c>single</c>, <c>parallel</c> or <c>sequential</c>.</param>
/// <param name="Batch">Items.</param>
/// <param name="PerMillion">US dollars per million of them, by their mean.</param>
public sealed record CostRow(string Kind, string Subject, string Flow, int Batch, RequestCost PerMillion);

/// <summary>Where the time of one kind of request went.</summary>
/// <param name="Kind"><c>warm</c> or <c>cold</c>.</param>
/// <param name="Subject">The model, or <c>ensemble</c>.</param>
/// <param name="Flow"><c>single</c>, <c>parallel</c> or <c>sequential</c>.</param>
/// <param name="Batch">Items.</param>
/// <param name="Parts">Means of the parts of their ledgers, in milliseconds; they sum to the mean latency.</param>
public sealed record LedgerRow(string Kind, string Subject, string Flow, int Batch, IReadOnlyDictionary<string, double> Parts);

/// <summary>Requests of the parallel ensemble for one item, medians in milliseconds.</summary>
/// <param name="Requests">How many found no warm function.</param>
/// <param name="ColdMilliseconds">Those.</param>
/// <param name="WarmMilliseconds">Those that found all functions warm.</param>
/// <param name="StartMilliseconds">What of the cold ones went into starting environments, by the ledger.</param>
/// <param name="ColdCostPerMillion">US dollars per million of the cold ones.</param>
/// <param name="WarmCostPerMillion">The same of the warm ones.</param>
public sealed record ColdStartRow(int Requests, double ColdMilliseconds, double WarmMilliseconds, double StartMilliseconds, double ColdCostPerMillion, double WarmCostPerMillion)
{
    /// <summary>How many times longer a cold request takes.</summary>
    public double Ratio => ColdMilliseconds / WarmMilliseconds;
}

/// <summary>A request that failed as often as it was tried.</summary>
public sealed record FailedRequest(string Kind, string Subject, string Flow, int Batch, int Repeat, int Attempts, string Error);

/// <summary>Makes results of what the store holds.</summary>
public static class PaperResults
{
    private const int FewestRepeats = 6;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The result of an experiment.</summary>
    public static async Task<PaperResult> ReadAsync(ExperimentStore store, Experiment experiment, CancellationToken cancellationToken) =>
        Of(experiment, await store.OutcomesAsync(experiment.Id, cancellationToken), await store.PredictionsAsync(experiment.Id, cancellationToken));

    /// <summary>The result of an experiment that grows: what is made of its predictions, which do not change any more, is taken from an earlier one.</summary>
    public static async Task<PaperResult> ReadAsync(ExperimentStore store, Experiment experiment, PaperResult? earlier, CancellationToken cancellationToken) =>
        earlier is { Reliability: { } reliability, Classes: { } classes } && earlier.Id == experiment.Id
            ? Of(experiment, await store.OutcomesAsync(experiment.Id, cancellationToken), []) with { Reliability = reliability, Classes = classes }
            : await ReadAsync(store, experiment, cancellationToken);

    /// <summary>The result as JSON.</summary>
    public static string Json(PaperResult result) => JsonSerializer.Serialize(result, Options);

    /// <summary>The result of an experiment's measurements and predictions.</summary>
    public static PaperResult Of(Experiment experiment, IReadOnlyList<Measurement> measurements, IReadOnlyList<PredictionSet> predictions)
    {
        var accuracy = experiment.Accuracy is { } text ? JsonSerializer.Deserialize(text, AccuracyJson.Default.AccuracyReport) : null;
        var analysis = accuracy is null ? null
            : PredictionAnalysis.Of(predictions, [.. accuracy.Accuracy.Select(row => row.Model)], PlanJson.Read(experiment.Plan).Accuracy.DataSet, accuracy.Classes);
        var rows = measurements.Where(one => one is { Error: null } and not { Kind: "warm-up" }).Select(Row).ToList();
        var kinds = Kinds(rows).Select(group => group.ToList()).ToList();
        var summary = kinds.ConvertAll(Summary);
        return new()
        {
            Id = experiment.Id,
            State = experiment.State,
            Command = experiment.Command,
            Plan = JsonNode.Parse(experiment.Plan)!,
            Environment = experiment.Environment is { } machine ? JsonSerializer.Deserialize<Machine>(machine, Options) : null,
            Accuracy = accuracy?.Accuracy,
            McNemar = accuracy?.McNemar,
            AccuracyReport = accuracy,
            Reliability = analysis?.Reliability,
            Classes = analysis?.Classes,
            Latency = rows,
            Summary = summary,
            Costs = kinds.ConvertAll(Cost),
            Ledgers = kinds.ConvertAll(Ledger),
            ColdStart = ColdStart(summary, rows),
            Efficiency = [.. rows.Where(row => row.Kind == "warm").GroupBy(row => row.Batch).OrderBy(group => group.Key).Select(group => Efficiency(group.Key, [.. group])).OfType<EfficiencyRow>()],
            Failures = [.. measurements.Where(one => one.Error is not null).Select(one => new FailedRequest(one.Kind, one.Subject, one.Flow, one.Batch, one.Repeat, one.Attempts, one.Error!))],
        };
    }

    private static LatencyRow Row(Measurement one) => new(
        one.Kind, one.Subject, one.Flow, one.Batch, one.Repeat, one.Milliseconds!.Value, Parts(one.Ledger!), Parts(one.Models!), JsonSerializer.Deserialize<RequestCost>(one.Cost!, Options)!);

    private static Dictionary<string, double> Parts(string json) => JsonSerializer.Deserialize<Dictionary<string, double>>(json, Options)!;

    private static LatencySummary Summary(IReadOnlyList<LatencyRow> rows)
    {
        double[] times = [.. rows.Select(row => row.Milliseconds)];
        var median = Quantile.Interval(times, 0.5);
        var first = rows[0];
        return new(first.Kind, first.Subject, first.Flow, first.Batch, rows.Count, median.Estimate, median.Low, median.High, 1_000_000 * rows.Average(row => row.Cost.Total));
    }

    private static IEnumerable<IEnumerable<LatencyRow>> Kinds(IEnumerable<LatencyRow> rows) =>
        rows.GroupBy(row => (row.Kind, row.Subject, row.Flow, row.Batch)).OrderByDescending(group => group.Key.Kind, StringComparer.Ordinal).ThenBy(group => group.Key.Batch)
            .ThenByDescending(group => group.Key.Flow, StringComparer.Ordinal).ThenBy(group => group.Key.Subject, StringComparer.Ordinal);

    private static CostRow Cost(IReadOnlyList<LatencyRow> rows)
    {
        double Mean(Func<RequestCost, double> part) => 1_000_000 * rows.Average(row => part(row.Cost));
        return new(
            rows[0].Kind, rows[0].Subject, rows[0].Flow, rows[0].Batch,
            new(Mean(cost => cost.LambdaCompute), Mean(cost => cost.Init), Mean(cost => cost.LambdaRequests), Mean(cost => cost.StepFunctionsExpress), Mean(cost => cost.StepFunctionsStandard), Mean(cost => cost.ObjectStore)));
    }

    private static LedgerRow Ledger(IReadOnlyList<LatencyRow> rows)
    {
        var means = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (part, value) in rows.SelectMany(row => row.Ledger))
        {
            means[part] = means.GetValueOrDefault(part) + (value / rows.Count);
        }

        return new(rows[0].Kind, rows[0].Subject, rows[0].Flow, rows[0].Batch, means);
    }

    private static ColdStartRow? ColdStart(IReadOnlyList<LatencySummary> summary, List<LatencyRow> rows)
    {
        LatencySummary? Of(string kind) => summary.FirstOrDefault(row => row is { Flow: "parallel", Batch: 1 } && row.Kind == kind);
        return Of("cold") is not { } cold || Of("warm") is not { } warm ? null : new(
            cold.Count, cold.Median, warm.Median, Median(rows.Where(row => row is { Kind: "cold", Flow: "parallel", Batch: 1 }).Select(row => row.Ledger["coldStart"])), cold.CostPerMillion, warm.CostPerMillion);
    }

    private static EfficiencyRow? Efficiency(int batch, IReadOnlyList<LatencyRow> rows)
    {
        var parallel = rows.Where(row => row.Flow == "parallel").ToList();
        var sequential = rows.Where(row => row.Flow == "sequential").ToList();
        var singles = rows.Where(row => row.Flow == "single").GroupBy(row => row.Subject).ToList();
        if (parallel.Count == 0 || sequential.Count == 0 || singles.Count == 0)
        {
            return null;
        }

        var efficiency = Quantile.Interval([.. parallel.Select(row => row.Models.Values.Max() / row.Milliseconds)], 0.5);
        var speedUp = SpeedUp(parallel, sequential);
        return new(
            batch,
            Median(parallel.Select(row => row.Models.Values.Max())),
            Median(sequential.Select(row => row.Models.Values.Sum())),
            Median(parallel.Select(row => row.Milliseconds)),
            Median(sequential.Select(row => row.Milliseconds)),
            singles.Max(single => Median(single.Select(row => row.Milliseconds))),
            efficiency.Estimate,
            efficiency.Low,
            efficiency.High,
            speedUp?.Low,
            speedUp?.High);
    }

    // The requests of one repeat were made near each other: they are drawn together.
    private static BootstrapInterval? SpeedUp(IReadOnlyList<LatencyRow> parallel, IReadOnlyList<LatencyRow> sequential)
    {
        var pairs = parallel.Join(sequential, row => row.Repeat, row => row.Repeat, (one, other) => (Parallel: one.Milliseconds, Sequential: other.Milliseconds)).ToList();
        if (pairs.Count < FewestRepeats)
        {
            return null;
        }

        var one = new ResampledQuantile([.. pairs.Select(pair => pair.Parallel)], 0.5);
        var other = new ResampledQuantile([.. pairs.Select(pair => pair.Sequential)], 0.5);
        return Bootstrap.Interval<int>(
            [.. Enumerable.Range(0, pairs.Count)], items => other.Of(items) / one.Of(items), new() { Seed = 1, Resamples = 2_000, Method = BootstrapMethod.Percentile });
    }

    private static double Median(IEnumerable<double> values) => Quantile.Of([.. values], 0.5);
}
