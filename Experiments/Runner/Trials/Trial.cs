using Ensemble.Contracts;
using Ensemble.Models;
using Ensemble.Runner.Plans;

namespace Ensemble.Runner.Trials;

/// <summary>One request of a plan.</summary>
/// <param name="Number">Its place in the order of the plan, from 0.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Model">The model that is asked alone; null: the ensemble is.</param>
/// <param name="Flow">How the models of the ensemble are run.</param>
/// <param name="Batch">Items.</param>
/// <param name="Repeat">Which repeat it is, from 0.</param>
/// <param name="Before">The trial right before which this warm-up is made, and without which it is not; null: it is made for itself.</param>
public sealed record Trial(int Number, TrialKind Kind, string? Model, Flow Flow, int Batch, int Repeat, int? Before = null)
{
    /// <summary>The model, or <c>ensemble</c>.</summary>
    public string Subject => Model ?? AccuracyStudy.EnsembleName;

    /// <summary>The flow as it is recorded.</summary>
    public string FlowName => Model is not null ? "single" : Flow == Flow.Parallel ? "parallel" : "sequential";

    /// <summary>The kind as it is recorded.</summary>
    public string KindName => Kind switch
    {
        TrialKind.WarmUp => "warm-up",
        TrialKind.Cold => "cold",
        _ => "warm",
    };

    /// <summary>
    /// The trials of a plan: warm-ups, cold starts, then everything else in a random order, repeat by repeat, and before each one of its
    /// kind for one item, so that it finds processes and caches as in a stream of such requests whatever came before. The same plan has the same.
    /// </summary>
    public static IReadOnlyList<Trial> Of(PaperPlan plan)
    {
        var random = new DeterministicRandom((ulong)plan.Seed);
        var trials = new List<Trial>();
        WarmUp(0);
        for (var repeat = 0; repeat < plan.Latency.ColdStarts; repeat++)
        {
            Add(TrialKind.Cold, null, Flow.Parallel, 1, repeat);
        }

        for (var repeat = 1; repeat <= plan.Latency.WarmUps; repeat++)
        {
            WarmUp(repeat);
        }

        for (var repeat = 0; repeat < plan.Latency.Repeats; repeat++)
        {
            var block = plan.Latency.Batches.SelectMany(batch => Subjects(plan).Select(subject => (subject.Model, subject.Flow, Batch: batch))).ToArray();
            for (var i = block.Length - 1; i > 0; i--)
            {
                var j = random.NextInt32(i + 1);
                (block[i], block[j]) = (block[j], block[i]);
            }

            foreach (var (model, flow, batch) in block)
            {
                Add(TrialKind.WarmUp, model, flow, 1, plan.Latency.WarmUps + 1 + repeat, trials.Count + 1);
                Add(TrialKind.Warm, model, flow, batch, repeat);
            }
        }

        return trials;

        void WarmUp(int repeat)
        {
            foreach (var (model, flow) in Subjects(plan))
            {
                Add(TrialKind.WarmUp, model, flow, 1, repeat);
            }
        }

        void Add(TrialKind kind, string? model, Flow flow, int batch, int repeat, int? before = null) => trials.Add(new(trials.Count, kind, model, flow, batch, repeat, before));
    }

    private static IEnumerable<(string? Model, Flow Flow)> Subjects(PaperPlan plan) =>
        [.. plan.Latency.Models.Select(model => ((string?)model, Flow.Parallel)), (null, Flow.Parallel), (null, Flow.Sequential)];
}

/// <summary>What a request is for.</summary>
public enum TrialKind
{
    /// <summary>Functions are started and code is compiled; in no figure.</summary>
    WarmUp,

    /// <summary>No function is warm.</summary>
    Cold,

    /// <summary>All functions are warm.</summary>
    Warm,
}
