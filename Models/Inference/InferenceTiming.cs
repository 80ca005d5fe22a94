namespace Ensemble.Models.Inference;

/// <summary>Where the time of a prediction went, in milliseconds of a monotonic clock.</summary>
/// <param name="Decode">Loading and decoding the items.</param>
/// <param name="Preprocess">Cropping and resizing them to what the network reads.</param>
/// <param name="Inference">Running the network, from pixels to probabilities.</param>
public sealed record InferenceTiming(double Decode, double Preprocess, double Inference)
{
    /// <summary>The sum.</summary>
    public double Total => Decode + Preprocess + Inference;
}
