using Ensemble.Store;

namespace Ensemble.Dashboard.Components.Parts;

/// <summary>What to call the state of an experiment.</summary>
internal static class Ownership
{
    /// <summary>An experiment that nobody runs.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>The state in one word; one whose process was ended says so.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="isInHand">Whether a process runs it, or has it in its queue.</param>
    public static string StateOf(Experiment experiment, bool isInHand) =>
        experiment.State is ExperimentState.Running or ExperimentState.Queued && !isInHand ? Interrupted : experiment.State.ToString().ToLowerInvariant();
}
