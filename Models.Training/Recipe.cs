namespace Ensemble.Models.Training;

/// <summary>What the bundled models have in common; changing it makes checkpoints of another recipe useless.</summary>
internal static class Recipe
{
    /// <summary>Part of every checkpoint; to be raised with any change of training's arithmetic.</summary>
    public const int Version = 1;

    /// <summary>Of kernels; biases and normalisations are left alone.</summary>
    public const float WeightDecay = 0.02f;

    /// <summary>The share of the label that is spread over all classes (Szegedy et al. 2016).</summary>
    public const double LabelSmoothing = 0.05;

    /// <summary>
    /// How much of the average of the weights stays in a step. The average, not the last weights, is what is evaluated
    /// and kept (Polyak and Juditsky 1992).
    /// </summary>
    public const double AverageDecay = 0.998;

    /// <summary>Validation items that choose the epoch: all of them.</summary>
    public const int ValidationItems = 5_000;

    /// <summary>
    /// How often a model's replicate is seen: enough that all are near what they can reach, and within a few minutes on
    /// two cores.
    /// </summary>
    public static int EpochsOf(string model) => model == "mobilenet-mini" ? 7 : 8;
}
