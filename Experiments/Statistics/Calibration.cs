namespace Ensemble.Statistics;

/// <summary>
/// Whether a classifier is as right as it is sure. Confidence is the probability of the class it names; labels are
/// indices into a row of class probabilities.
/// </summary>
public static class Calibration
{
    /// <summary>The number of bins that is usual in the literature (Guo et al. 2017, ICML).</summary>
    public const int DefaultBins = 15;

    /// <summary>
    /// The smallest probability the log-likelihood sees: a class given exactly 0 costs 27.6 nats instead of infinity.
    /// </summary>
    public const double ProbabilityFloor = 1e-12;

    /// <summary>Probabilities may exceed one by this much, as rounded softmaxes do; they count as one.</summary>
    public const float Tolerance = 1e-4f;

    /// <summary>
    /// Bins of equal width: <c>[0, 1/m], (1/m, 2/m], …</c> Source: Guo et al. 2017, "On Calibration of Modern Neural
    /// Networks", ICML.
    /// </summary>
    /// <exception cref="ArgumentException">Lengths differ, no items, no bins, or a confidence outside [0, 1].</exception>
    public static IReadOnlyList<ReliabilityBin> EqualWidthBins(
        ReadOnlySpan<float> confidences, ReadOnlySpan<bool> correct, int bins = DefaultBins)
    {
        Check(confidences, correct, bins);
        var sums = new BinSum[bins];
        for (var i = 0; i < confidences.Length; i++)
        {
            var bin = Math.Clamp((int)Math.Ceiling((double)confidences[i] * bins) - 1, 0, bins - 1);
            sums[bin].Add(confidences[i], correct[i]);
        }

        var result = new List<ReliabilityBin>(bins);
        for (var bin = 0; bin < bins; bin++)
        {
            if (sums[bin].Count > 0)
            {
                result.Add(sums[bin].ToBin((double)bin / bins, (bin + 1.0) / bins));
            }
        }

        return result;
    }

    /// <summary>
    /// Adaptive bins of equal mass: items in order of confidence, cut into as equal parts as possible. Items of the same
    /// confidence stay together, so that the result does not depend on their order; a bin may be larger for it, and
    /// there may be fewer bins. Source: Nguyen and O'Connor 2015, EMNLP; Nixon et al. 2019, CVPR workshops.
    /// </summary>
    /// <exception cref="ArgumentException">Lengths differ, no items, no bins, or a confidence outside [0, 1].</exception>
    public static IReadOnlyList<ReliabilityBin> EqualMassBins(
        ReadOnlySpan<float> confidences, ReadOnlySpan<bool> correct, int bins = DefaultBins)
    {
        Check(confidences, correct, bins);
        var keys = confidences.ToArray();
        var right = correct.ToArray();
        Array.Sort(keys, right);

        var result = new List<ReliabilityBin>(bins);
        var start = 0;
        for (var bin = 1; bin <= bins; bin++)
        {
            var end = (int)((long)keys.Length * bin / bins);
            if (end <= start)
            {
                continue;
            }

            while (end < keys.Length && keys[end].Equals(keys[end - 1]))
            {
                end++;
            }

            var sum = default(BinSum);
            for (var i = start; i < end; i++)
            {
                sum.Add(keys[i], right[i]);
            }

            result.Add(sum.ToBin(Math.Min(keys[start], 1), Math.Min(keys[end - 1], 1)));
            start = end;
        }

        return result;
    }

    /// <summary>
    /// Expected calibration error of the given bins, <c>Σ (count / n) |accuracy - confidence|</c>, in [0, 1]. Source:
    /// Naeini et al. 2015, AAAI; Guo et al. 2017.
    /// </summary>
    /// <exception cref="ArgumentException">There is no bin.</exception>
    public static double ExpectedError(IReadOnlyList<ReliabilityBin> bins)
    {
        if (bins.Count == 0)
        {
            throw new ArgumentException("A calibration error needs at least one bin with items.", nameof(bins));
        }

        return bins.Sum(bin => bin.Count * bin.Gap) / bins.Sum(bin => (double)bin.Count);
    }

    /// <summary>
    /// Maximum calibration error of the given bins, the largest <c>|accuracy - confidence|</c>, in [0, 1]. Source: Naeini
    /// et al. 2015, AAAI.
    /// </summary>
    /// <exception cref="ArgumentException">There is no bin.</exception>
    public static double MaximumError(IReadOnlyList<ReliabilityBin> bins) =>
        bins.Count > 0
            ? bins.Max(bin => bin.Gap)
            : throw new ArgumentException("A calibration error needs at least one bin with items.", nameof(bins));

    /// <summary>
    /// Brier score of one item, <c>Σ_c (p_c - [c = label])²</c>, in [0, 2]; averaged over items. Source: Brier 1950,
    /// Monthly Weather Review 78(1).
    /// </summary>
    /// <exception cref="ArgumentException">A probability is outside [0, 1] or the label is no class.</exception>
    public static double Brier(ReadOnlySpan<float> probabilities, int label)
    {
        CheckLabel(probabilities, label);
        var sum = 0.0;
        for (var c = 0; c < probabilities.Length; c++)
        {
            var difference = Probability(probabilities[c]) - (c == label ? 1 : 0);
            sum += difference * difference;
        }

        return sum;
    }

    /// <summary>
    /// Negative log-likelihood of one item in nats, <c>-ln max(p_label, <see cref="ProbabilityFloor"/>)</c>; averaged
    /// over items. Source: Good 1952, JRSS B 14(1).
    /// </summary>
    /// <exception cref="ArgumentException">The label's probability is outside [0, 1] or the label is no class.</exception>
    public static double NegativeLogLikelihood(ReadOnlySpan<float> probabilities, int label)
    {
        CheckLabel(probabilities, label);
        return -Math.Log(Math.Max(Probability(probabilities[label]), ProbabilityFloor));
    }

    /// <summary>Mean Brier score of some items; see <see cref="Brier(ReadOnlySpan{float}, int)"/>.</summary>
    /// <param name="probabilities">[items x classes] row by row.</param>
    /// <param name="labels">The true class of every item; at least one.</param>
    /// <exception cref="ArgumentException">No item, lengths that do not fit, or what one item's score refuses.</exception>
    public static double Brier(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels) =>
        MeanOfItems(probabilities, labels, Brier);

    /// <summary>
    /// Mean negative log-likelihood of some items, also known as log loss or cross entropy; see
    /// <see cref="NegativeLogLikelihood(ReadOnlySpan{float}, int)"/>.
    /// </summary>
    /// <param name="probabilities">[items x classes] row by row.</param>
    /// <param name="labels">The true class of every item; at least one.</param>
    /// <exception cref="ArgumentException">No item, lengths that do not fit, or what one item's refuses.</exception>
    public static double NegativeLogLikelihood(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels) =>
        MeanOfItems(probabilities, labels, NegativeLogLikelihood);

    private static double MeanOfItems(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> labels, Func<ReadOnlySpan<float>, int, double> score)
    {
        if (labels.IsEmpty || probabilities.IsEmpty || probabilities.Length % labels.Length != 0)
        {
            throw new ArgumentException(
                $"Every item has one label and as many probabilities as any other: there are {labels.Length} labels and {probabilities.Length} probabilities.",
                nameof(labels));
        }

        var classes = probabilities.Length / labels.Length;
        var sum = 0.0;
        for (var i = 0; i < labels.Length; i++)
        {
            sum += score(probabilities.Slice(i * classes, classes), labels[i]);
        }

        return sum / labels.Length;
    }

    private static double Probability(float value) =>
        value is >= 0 and <= 1 + Tolerance ? Math.Min(value, 1) : throw new ArgumentException($"{value} is not a probability in [0, 1].");

    private static void CheckLabel(ReadOnlySpan<float> probabilities, int label)
    {
        if (label < 0 || label >= probabilities.Length)
        {
            throw new ArgumentException($"Label {label} is none of the {probabilities.Length} classes.", nameof(label));
        }
    }

    private static void Check(ReadOnlySpan<float> confidences, ReadOnlySpan<bool> correct, int bins)
    {
        if (confidences.Length != correct.Length || confidences.IsEmpty)
        {
            throw new ArgumentException(
                $"Calibration needs the same number of confidences and outcomes, at least one: there are {confidences.Length} and {correct.Length}.",
                nameof(correct));
        }

        if (bins < 1)
        {
            throw new ArgumentException($"Calibration needs at least one bin, not {bins}.", nameof(bins));
        }

        foreach (var confidence in confidences)
        {
            Probability(confidence);
        }
    }

    private struct BinSum
    {
        private double _confidence;
        private int _right;

        public int Count { get; private set; }

        public void Add(float confidence, bool correct)
        {
            Count++;
            _confidence += Math.Min(confidence, 1);
            _right += correct ? 1 : 0;
        }

        public readonly ReliabilityBin ToBin(double low, double high) =>
            new(low, high, Count, _confidence / Count, (double)_right / Count);
    }
}
