using static TorchSharp.torch;

namespace Ensemble.Models.Training.Torch;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019, https://arxiv.org/abs/1711.05101) on one vector.
/// </summary>
internal sealed class AdamW : IDisposable
{
    private const double MeanDecay = 0.9;
    private const double SquareDecay = 0.999;
    private const double Epsilon = 1e-8;

    private readonly Tensor _decay;

    /// <summary>Continues with given moments.</summary>
    /// <param name="moments">The first and second moment of each value; zero at the start.</param>
    /// <param name="decay">The weight decay of each value.</param>
    public AdamW(Moments moments, Tensor decay)
    {
        Mean = tensor(moments.Mean).clone().DetachFromDisposeScope();
        Square = tensor(moments.Square).clone().DetachFromDisposeScope();
        _decay = decay.DetachFromDisposeScope();
    }

    private Tensor Mean { get; }

    private Tensor Square { get; }

    /// <summary>The moments as they are now.</summary>
    public Moments Read() => new(Mean.data<float>().ToArray(), Square.data<float>().ToArray());

    /// <summary>Changes the values by one step.</summary>
    /// <param name="values">The values, changed in place.</param>
    /// <param name="gradient">Of the loss by each value.</param>
    /// <param name="learningRate">The length of the step.</param>
    /// <param name="step">How many steps this makes, from 1.</param>
    public void Step(Tensor values, Tensor gradient, double learningRate, long step)
    {
        using var scope = NewDisposeScope();
        Mean.mul_(MeanDecay).add_(gradient, alpha: 1 - MeanDecay);
        Square.mul_(SquareDecay).addcmul_(gradient, gradient, value: 1 - SquareDecay);
        var scale = Math.Sqrt(1 - Math.Pow(SquareDecay, step));
        var root = Square.sqrt().div_(scale).add_(Epsilon);
        values.addcmul_(values, _decay, value: -learningRate);
        values.addcdiv_(Mean, root, value: -learningRate / (1 - Math.Pow(MeanDecay, step)));
    }

    public void Dispose()
    {
        Mean.Dispose();
        Square.Dispose();
        _decay.Dispose();
    }
}

/// <summary>The first and second moments of gradients.</summary>
internal sealed record Moments(float[] Mean, float[] Square)
{
    /// <summary>Those before the first step.</summary>
    public static Moments Zero(int count) => new(new float[count], new float[count]);
}
