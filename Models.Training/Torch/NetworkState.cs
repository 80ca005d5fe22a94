using static TorchSharp.torch;

namespace Ensemble.Models.Training.Torch;

/// <summary>The numbers of a network in training; both vectors outlive any dispose scope.</summary>
/// <param name="Parameters">What training changes by gradient.</param>
/// <param name="Statistics">What training changes by counting: the means and variances of normalisations.</param>
internal sealed record NetworkState(Tensor Parameters, Tensor Statistics) : IDisposable
{
    public static NetworkState Of(NetworkValues values)
    {
        using var scope = NewDisposeScope();
        return new(
            tensor(values.Parameters).clone().DetachFromDisposeScope(),
            tensor(values.Statistics).clone().DetachFromDisposeScope());
    }

    public NetworkValues Read() => new(Parameters.data<float>().ToArray(), Statistics.data<float>().ToArray());

    public void Dispose()
    {
        Parameters.Dispose();
        Statistics.Dispose();
    }
}

/// <summary>The same numbers outside torch.</summary>
internal sealed record NetworkValues(float[] Parameters, float[] Statistics);
