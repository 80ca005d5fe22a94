namespace Ensemble.Statistics;

/// <summary>One bar of a reliability plot; bins without items are left out of it.</summary>
/// <param name="Low">Lower end of the bin's confidences.</param>
/// <param name="High">Upper end, inclusive.</param>
/// <param name="Count">Items in the bin, at least one.</param>
/// <param name="MeanConfidence">Their mean confidence.</param>
/// <param name="Accuracy">The share of them that is right.</param>
public sealed record ReliabilityBin(double Low, double High, int Count, double MeanConfidence, double Accuracy)
{
    /// <summary>How far confidence and accuracy are apart, <c>|Accuracy - MeanConfidence|</c>.</summary>
    public double Gap => Math.Abs(Accuracy - MeanConfidence);
}
