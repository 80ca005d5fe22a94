using Ensemble.Contracts.Predictions;

namespace Ensemble.Contracts;

/// <summary>What an <c>ensemble</c> function answers.</summary>
public sealed record EnsembleResponse
{
    /// <summary>How the models were combined.</summary>
    public required string Combiner { get; init; }

    /// <summary>How many items there are.</summary>
    public required int Items { get; init; }

    /// <summary>How many classes there are.</summary>
    public required int Classes { get; init; }

    /// <summary>Each item's most probable class; -1: no model could predict it.</summary>
    public required IReadOnlyList<int> Top { get; init; }

    /// <summary>Its combined probability, to four digits; 0: there is none.</summary>
    public required IReadOnlyList<float> Probability { get; init; }

    /// <summary>All combined probabilities; null: they were not asked for.</summary>
    public PredictionPayload? Predictions { get; init; }

    /// <summary>Each model alone, in the order of the branches.</summary>
    public required IReadOnlyList<ModelScore> Models { get; init; }

    /// <summary>The true classes; null where they are not known.</summary>
    public IReadOnlyList<int>? Labels { get; init; }

    /// <summary>How many items the ensemble got right; null where labels are not known.</summary>
    public int? Correct { get; init; }

    /// <summary>Items that a model could not predict; they were combined from the others. Null: there are none.</summary>
    public IReadOnlyList<ModelFault>? Errors { get; init; }

    /// <summary>What must be known wherever the figures appear; null: nothing.</summary>
    public string? Caveat { get; init; }

    /// <summary>Where the time of this function went.</summary>
    public required Timing Timing { get; init; }

    /// <summary>Where the time of each function went, of the models in the order of the branches, then of this one.</summary>
    public IEnumerable<Timing> Timings() => Models.Select(model => model.Timing).Append(Timing);
}

/// <summary>One model of an ensemble.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Top">Each item's most probable class; -1: it could not predict the item.</param>
/// <param name="Form">How its predictions came.</param>
/// <param name="Bytes">How many bytes they took, before base64.</param>
/// <param name="Timing">Where the time of its function went.</param>
/// <param name="Correct">How many items it got right; null where labels are not known.</param>
/// <param name="Predictions">Its predictions as they came; null: they were not asked for.</param>
public sealed record ModelScore(string Model, IReadOnlyList<int> Top, PredictionForm Form, int Bytes, Timing Timing, int? Correct = null, PredictionPayload? Predictions = null);

/// <summary>An item that a model could not predict.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Item">The item's place in the batch, from 0.</param>
/// <param name="Message">Why.</param>
public sealed record ModelFault(string Model, int Item, string Message);
