namespace Ensemble.Store;

/// <summary>One measured request; times in milliseconds.</summary>
public sealed record Measurement
{
    /// <summary>The experiment.</summary>
    public required string ExperimentId { get; init; }

    /// <summary>Its place in the order of the plan, from 0.</summary>
    public required int Trial { get; init; }

    /// <summary>What it was for: <c>warm-up</c>, <c>cold</c> or <c>warm</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The model, or <c>ensemble</c>.</summary>
    public required string Subject { get; init; }

    /// <summary><c>single</c>, <c>parallel</c> or <c>sequential</c>.</summary>
    public required string Flow { get; init; }

    /// <summary>Items of the request.</summary>
    public required int Batch { get; init; }

    /// <summary>Which repeat it is, from 0.</summary>
    public required int Repeat { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>From the client's call to its end; null: it failed.</summary>
    public double? Milliseconds { get; init; }

    /// <summary>Where the time went, as JSON; null: not known.</summary>
    public string? Ledger { get; init; }

    /// <summary>The durations of the models' own functions by name, as JSON; null: it failed.</summary>
    public string? Models { get; init; }

    /// <summary>What Lambda and Step Functions report of it, as JSON; null: it failed.</summary>
    public string? Reports { get; init; }

    /// <summary>What it cost in US dollars, as JSON by part; null: it failed.</summary>
    public string? Cost { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>Why it failed the last time; null: it did not.</summary>
    public string? Error { get; init; }

    /// <summary>Why it failed before it was tried again, a line each; null: it did not.</summary>
    public string? EarlierErrors { get; init; }
}

/// <summary>The predictions of a model, or of the ensemble, for consecutive items.</summary>
/// <param name="ExperimentId">The experiment.</param>
/// <param name="Subject">The model, <c>ensemble</c>, or <c>label</c> for the true classes.</param>
/// <param name="Count">How many items.</param>
/// <param name="Classes">The most probable class of each, 16 bits little-endian.</param>
/// <param name="Confidences">Its probability, 32-bit floats little-endian; empty for labels.</param>
public sealed record PredictionSet(string ExperimentId, string Subject, int Count, byte[] Classes, byte[] Confidences);
