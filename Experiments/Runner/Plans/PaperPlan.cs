using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Ensemble.Models;
using Ensemble.Models.Combiners;
using Ensemble.Models.Networks;

namespace Ensemble.Runner.Plans;

/// <summary>
/// The study of the poster "Serverless Inference System for Ensemble Models": what an ensemble gains in accuracy, and what it
/// costs in time and money to run its models at the same time or one after the other.
/// </summary>
public sealed record PaperPlan
{
    /// <summary>The name of the plan.</summary>
    public const string PlanName = "paper";

    /// <summary>The name of the plan.</summary>
    public string Name { get; init; } = PlanName;

    /// <summary>What the order of the requests follows from. Data, weights and predictions are the same whatever it is.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The accuracy of the models and of their ensemble.</summary>
    public AccuracyPart Accuracy { get; init; } = new();

    /// <summary>The latency by batch size.</summary>
    public LatencyPart Latency { get; init; } = new();

    /// <summary>The preset <c>full</c>: the poster's batch sizes and a whole split.</summary>
    public static PaperPlan Full { get; } = new();

    /// <summary>The preset <c>quick</c>: under two minutes on two cores.</summary>
    public static PaperPlan Quick { get; } = new()
    {
        Accuracy = new() { Items = 10_000 },
        Latency = new() { Batches = [1, 10, 32], ColdStarts = 3 },
    };

    /// <summary>This plan, if it can be carried out.</summary>
    /// <exception cref="EnsembleException">It cannot; the message names the field.</exception>
    public PaperPlan Checked()
    {
        Check(Name == PlanName, "name", Name, $"'{PlanName}'");
        CheckRanges("accuracy", Accuracy);
        CheckRanges("latency", Latency);
        Check(Accuracy.Models.Count > 1, "accuracy.models", Accuracy.Models.Count, "at least 2 models");
        Check(CombinerCatalog.Names.Contains(Accuracy.Combiner), "accuracy.combiner", Accuracy.Combiner, string.Join(", ", CombinerCatalog.Names));
        Check(Latency.Models.Count > 1, "latency.models", Latency.Models.Count, "at least 2 models");
        Check(Latency.Models.Distinct(StringComparer.Ordinal).Count() == Latency.Models.Count, "latency.models", string.Join(", ", Latency.Models), "each model once");
        Check(Latency.Batches.Count > 0 && Latency.Batches.All(batch => batch is >= 1 and <= LatencyPart.LargestBatch), "latency.batches", string.Join(", ", Latency.Batches), "batches of 1 to 10,000 items");
        Check(Latency.Batches.Distinct().Count() == Latency.Batches.Count, "latency.batches", string.Join(", ", Latency.Batches), "each size once");
        return this;
    }

    // What the schema says of numbers is what is checked.
    private static void CheckRanges(string name, object part)
    {
        foreach (var property in part.GetType().GetProperties())
        {
            if (property.GetCustomAttribute<RangeAttribute>() is { } range && property.GetValue(part) is int value)
            {
                Check(
                    value >= (int)range.Minimum && value <= (int)range.Maximum, $"{name}.{JsonNamingPolicy.CamelCase.ConvertName(property.Name)}", value,
                    string.Create(CultureInfo.InvariantCulture, $"{range.Minimum:N0} to {range.Maximum:N0}"));
            }
        }
    }

    private static void Check(bool isRight, string field, object value, string allowed)
    {
        if (!isRight)
        {
            throw new EnsembleException($"{field}: '{value}' is not possible; allowed is {allowed}.");
        }
    }
}

/// <summary>What is measured of the accuracy.</summary>
public sealed record AccuracyPart
{
    /// <summary>The data set, as on the command line.</summary>
    public string DataSet { get; init; } = "shapes";

    /// <summary>How many items of its test split, from the first on.</summary>
    [Range(1, 100_000_000)]
    public int Items { get; init; } = 50_000;

    /// <summary>The models by their names in the catalog.</summary>
    public IReadOnlyList<string> Models { get; init; } = [.. NetworkCatalog.MiniNetworks.Select(network => network.Name)];

    /// <summary>How their predictions are combined.</summary>
    public string Combiner { get; init; } = CombinerCatalog.Default;
}

/// <summary>What is measured of the latency.</summary>
public sealed record LatencyPart
{
    /// <summary>The most items of a request.</summary>
    public const int LargestBatch = 10_000;

    /// <summary>The models by their names in the catalog, in the order of the branches.</summary>
    public IReadOnlyList<string> Models { get; init; } = ["efficientnetb0", "mobilenetv2", "nasnetmobile"];

    /// <summary>The data set whose first test items every request asks for.</summary>
    public string DataSet { get; init; } = "shapes";

    /// <summary>Items per request.</summary>
    public IReadOnlyList<int> Batches { get; init; } = [1, 10, 100, 1000];

    /// <summary>Requests of each kind: six are the fewest whose smallest and largest enclose the median with a confidence of 95 %.</summary>
    [Range(1, 1000)]
    public int Repeats { get; init; } = 6;

    /// <summary>Requests of the ensemble for one item that find no warm function.</summary>
    [Range(0, 1000)]
    public int ColdStarts { get; init; } = 6;

    /// <summary>Requests of each kind for one item between the cold starts and what is measured: by then little is compiled any more.</summary>
    [Range(1, 1000)]
    public int WarmUps { get; init; } = 20;

    /// <summary>MB of each model's function: half a CPU, so that three fit two cores.</summary>
    [Range(128, 10_240)]
    public int MemorySize { get; init; } = 885;

    /// <summary>How often a request is tried that fails.</summary>
    [Range(1, 10)]
    public int Attempts { get; init; } = 2;
}
