using System.Runtime.InteropServices;
using Ensemble.Models.Catalog;
using Ensemble.Models.DataSets.Shapes;
using Ensemble.Models.Graphs;
using Ensemble.Models.Onnx;
using Ensemble.Models.Training.Data;
using Ensemble.Models.Training.Torch;

namespace Ensemble.Models.Training;

/// <summary>Puts the best weights of a finished run into a catalog, with the record of the run.</summary>
internal static class Publication
{
    /// <exception cref="EnsembleException">The written model does not agree with the trained one, or cannot be written.</exception>
    public static (CatalogEntry Entry, float Difference) Publish(
        LayerGraph graph, TrainingOptions options, Checkpoint checkpoint, Replicate replicate, string folder)
    {
        var weights = new TorchNetwork(graph).Export(checkpoint.Best);
        var onnx = OnnxWriter.Write(graph, weights);
        var difference = Agreement.Check(graph, weights, onnx);
        var dataSet = new ShapesDataSet();
        var manifest = ManifestFactory.Describe(
            options.Model,
            options.Model,
            graph,
            dataSet.ClassNames,
            new(WeightsKind.Trained, $"{dataSet.Name} train")) with
        {
            Training = Record(options, checkpoint, replicate, $"{dataSet.Name} train"),
        };
        return (new ModelCatalog(folder).Add(manifest, onnx, replace: true), difference);
    }

    private static TrainingRecord Record(
        TrainingOptions options, Checkpoint checkpoint, Replicate replicate, string dataSet) => new()
        {
            Command = options.Command,
            Seed = options.Seed,
            DataSet = dataSet,
            ReplicateSeed = replicate.Seed,
            ReplicateItems = replicate.Items.Length,
            ReplicateUniqueFraction = replicate.UniqueFraction,
            Epochs = checkpoint.Curve.Length,
            BestEpoch = checkpoint.BestEpoch!.Epoch,
            Seconds = Math.Round(checkpoint.Seconds, 1),
            ImagesPerSecond = Math.Round(
            checkpoint.Curve.Length * (double)(replicate.Items.Length / options.Batch * options.Batch) / checkpoint.Seconds, 1),
            Machine = FormattableString.Invariant(
            $"{RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores, {options.Threads} threads, {RuntimeInformation.OSDescription}"),
            LibTorch = TorchSharp.torch.__version__,
            Curve = checkpoint.Curve,
        };
}
