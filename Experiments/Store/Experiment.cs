namespace Ensemble.Store;

/// <summary>A plan and what became of it.</summary>
public sealed record Experiment
{
    /// <summary>Its id: letters and digits that sort by the time it was made.</summary>
    public required string Id { get; init; }

    /// <summary>The name of its plan, e.g. <c>paper</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The whole plan as JSON, as it is carried out.</summary>
    public required string Plan { get; init; }

    /// <summary>What the order of the requests follows from.</summary>
    public required int Seed { get; init; }

    /// <summary>The command that made it.</summary>
    public required string Command { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>How far it is.</summary>
    public ExperimentState State { get; init; }

    /// <summary>When it ended; null: it has not.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Where it ran, as JSON; null: it has not begun.</summary>
    public string? Environment { get; init; }

    /// <summary>What is known of the accuracy, as JSON; null: not measured yet.</summary>
    public string? Accuracy { get; init; }

    /// <summary>Why it failed; null: it did not.</summary>
    public string? Error { get; init; }
}

/// <summary>How far an experiment is.</summary>
public enum ExperimentState
{
    /// <summary>It waits for its turn.</summary>
    Queued,

    /// <summary>It runs, or would if its process had not been ended: it can be resumed.</summary>
    Running,

    /// <summary>All of its trials have been made.</summary>
    Finished,

    /// <summary>Somebody stopped it: it can be resumed.</summary>
    Cancelled,

    /// <summary>It could not go on: it can be resumed once the reason is mended.</summary>
    Failed,
}
