using Ensemble.Models.Graphs;

namespace Ensemble.Models.Onnx;

/// <summary><c>x * scale + offset</c> per channel; chains of them become one.</summary>
internal sealed record Affine(string Source, float[] Scale, float[] Offset)
{
    /// <summary>The arithmetic of a preprocessing mode (without its channel order).</summary>
    public static Affine Of(string source, PreprocessingRule rule) => new(
        source,
        [.. rule.Deviation.Select(deviation => 1 / deviation)],
        [.. rule.Mean.Zip(rule.Deviation, (mean, deviation) => -mean / deviation)]);

    /// <summary>What remains of batch normalisation at inference.</summary>
    public static Affine Of(string source, Operation.BatchNormalization normalization, WeightSet weights, string layer)
    {
        var gamma = weights[$"{layer}/gamma"].Values;
        var beta = weights[$"{layer}/beta"].Values;
        var mean = weights[$"{layer}/moving_mean"].Values;
        var variance = weights[$"{layer}/moving_variance"].Values;
        var scale = new float[gamma.Length];
        var offset = new float[gamma.Length];
        for (var i = 0; i < scale.Length; i++)
        {
            scale[i] = gamma[i] / MathF.Sqrt(variance[i] + normalization.Epsilon);
            offset[i] = beta[i] - (mean[i] * scale[i]);
        }

        return new(source, scale, offset);
    }

    /// <summary>The arithmetic of Keras' normalisation layer.</summary>
    public static Affine OfNormalization(string source, WeightSet weights, string layer)
    {
        // Keras keeps a variance of zero from dividing by zero: epsilon of its backend.
        const float Least = 1e-7f;
        var deviation = weights[$"{layer}/variance"].Values.Select(v => MathF.Max(MathF.Sqrt(v), Least)).ToArray();
        var mean = weights[$"{layer}/mean"].Values;
        return new(
            source,
            [.. deviation.Select(d => 1 / d)],
            [.. mean.Zip(deviation, (m, d) => -m / d)]);
    }

    /// <summary>The arithmetic of a rescaling layer, spread over all channels.</summary>
    public static Affine Of(string source, Operation.Rescaling rescaling, int channels) => new(
        source,
        [.. Enumerable.Range(0, channels).Select(c => rescaling.Scale[rescaling.Scale.Length == 1 ? 0 : c])],
        [.. Enumerable.Range(0, channels).Select(c => rescaling.Offset[rescaling.Offset.Length == 1 ? 0 : c])]);

    /// <summary>This after another: one multiplication and one addition for both.</summary>
    public Affine After(Affine first) => new(
        first.Source,
        [.. first.Scale.Zip(Scale, (a, b) => a * b)],
        [.. first.Offset.Select((offset, i) => (offset * Scale[i]) + Offset[i])]);
}
