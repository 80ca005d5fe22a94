namespace Ensemble.Store;

/// <summary>Something that happened to an experiment.</summary>
public sealed record ProgressEvent
{
    /// <summary>Its number, given by the store: later ones have larger ones.</summary>
    public long Number { get; init; }

    /// <summary>The experiment.</summary>
    public required string ExperimentId { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What happened, a sentence or less.</summary>
    public required string Text { get; init; }
}
