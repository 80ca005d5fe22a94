namespace Ensemble.Models.Training.Data;

/// <summary>A learning rate that rises in a line and then falls along half a cosine to nothing.</summary>
/// <param name="Peak">The largest value.</param>
/// <param name="Steps">The number of steps.</param>
internal sealed record LearningRate(double Peak, long Steps)
{
    /// <summary>The share of steps in which it rises.</summary>
    public const double WarmUp = 0.05;

    /// <summary>The value at a step, from 1.</summary>
    public double At(long step)
    {
        var rising = Math.Max(1, (long)(Steps * WarmUp));
        return step <= rising
            ? Peak * step / rising
            : Peak * 0.5 * (1 + Math.Cos(Math.PI * (step - rising) / Math.Max(1, Steps - rising)));
    }
}
