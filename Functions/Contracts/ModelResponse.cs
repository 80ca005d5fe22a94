using Ensemble.Contracts.Predictions;

namespace Ensemble.Contracts;

/// <summary>What a <c>model</c> function answers.</summary>
public sealed record ModelResponse
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>How many items were predicted.</summary>
    public required int Items { get; init; }

    /// <summary>How many classes it tells apart.</summary>
    public required int Classes { get; init; }

    /// <summary>The predictions.</summary>
    public required PredictionPayload Predictions { get; init; }

    /// <summary>The true classes; null where they are not known.</summary>
    public IReadOnlyList<int>? Labels { get; init; }

    /// <summary>The items that could not be predicted; null: all could.</summary>
    public IReadOnlyList<ItemFault>? Errors { get; init; }

    /// <summary>What must be known wherever the figures appear, e.g. that the model is untrained; null: nothing.</summary>
    public string? Caveat { get; init; }

    /// <summary>Where the time went.</summary>
    public required Timing Timing { get; init; }
}

/// <summary>An item that could not be predicted.</summary>
/// <param name="Item">Its place in the batch, from 0.</param>
/// <param name="Message">Why.</param>
public sealed record ItemFault(int Item, string Message);
