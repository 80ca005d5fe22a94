using Ensemble.Models.DataSets;
using Ensemble.Models.DataSets.Shapes;
using Ensemble.Models.Graphs;
using Ensemble.Models.Onnx;
using Ensemble.Models.Training.Data;
using Ensemble.Models.Training.Torch;

namespace Ensemble.Models.Training;

/// <summary>
/// Whether training works on this machine, in seconds: a network must learn a few pictures by heart, and the file
/// written from it must compute what torch does.
/// </summary>
internal static class SelfCheck
{
    private const int Pictures = 64;
    private const int Steps = 60;
    private const double LearningRate = 2e-3;
    private const double LargestLoss = 0.5;

    /// <summary>Checks a network.</summary>
    /// <returns>The loss it came to and the largest difference of a probability.</returns>
    /// <exception cref="EnsembleException">It did not learn, or the two disagree.</exception>
    public static (double Loss, float Difference) Run(LayerGraph graph, int threads, CancellationToken cancellation)
    {
        var network = new TorchNetwork(graph);
        var start = network.Import(WeightSet.Seeded(graph, 1));
        using var state = NetworkState.Of(start);
        using var optimizer = new AdamW(Moments.Zero(start.Parameters.Length), network.Parameters.Fill(_ => 0));
        var step = new ShardedStep(network, threads, labelSmoothing: 0);
        var items = RenderedSplit.Render(new ShapesDataSet(), Split.Train, Pictures, threads, _ => { }, cancellation);
        var batch = new PixelBatch(items.Pixels(0, Pictures).ToArray(), [.. Enumerable.Range(0, Pictures).Select(i => (long)items.LabelOf(i))]);
        var last = double.NaN;
        for (var i = 1; i <= Steps; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = TorchSharp.torch.NewDisposeScope();
            (var gradient, last) = step.Run(state, batch, (ulong)i);
            optimizer.Step(state.Parameters, gradient, LearningRate, i);
        }

        if (!(last <= LargestLoss))
        {
            throw new EnsembleException(FormattableString.Invariant(
                $"{graph.Name} did not learn {Pictures} pictures by heart: its loss is {last:0.00} after {Steps} steps, not below {LargestLoss}."));
        }

        var weights = network.Export(state.Read());
        return (last, Agreement.Check(graph, weights, OnnxWriter.Write(graph, weights)));
    }
}
