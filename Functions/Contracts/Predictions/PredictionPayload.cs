namespace Ensemble.Contracts.Predictions;

/// <summary>Predictions on their way.</summary>
public sealed record PredictionPayload
{
    /// <summary>How they travel.</summary>
    public required PredictionForm Form { get; init; }

    /// <summary>The encoded predictions, base64 in JSON; null: they are in the object store.</summary>
    public byte[]? Data { get; init; }

    /// <summary>Where they are in the object store; null: they are here.</summary>
    public string? Uri { get; init; }

    /// <summary>How many bytes they take, before base64.</summary>
    public required int Bytes { get; init; }

    /// <summary>The SHA-256 of what is in the object store, lower-case hex; null: they are here.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The step in which compact probabilities are rounded, times the root of each item's largest; null: they are not.</summary>
    public double? Step { get; init; }
}
