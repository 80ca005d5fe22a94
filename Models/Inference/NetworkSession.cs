using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Ensemble.Models.Inference;

/// <summary>A session whose input and output are memory of the caller: nothing is copied, nothing grows with the batch.</summary>
internal sealed class NetworkSession : IDisposable
{
    private readonly string _path;
    private readonly ClassifierShape _shape;
    private readonly OpenedGraph _graph;
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly string[] _inputs;
    private readonly string[] _outputs;

    /// <summary>Opens it and checks that the file is a classifier of this shape.</summary>
    /// <exception cref="EnsembleException">It is not.</exception>
    public NetworkSession(string path, ClassifierShape shape, GraphCache cache)
    {
        _path = path;
        _shape = shape;
        try
        {
            _graph = cache.Open();
            _session = _graph.Session;
        }
        catch (OnnxRuntimeException exception)
        {
            throw ModelFault.OfLoading(path, exception);
        }

        if (ModelFault.OfSignature(_session, shape) is { } fault)
        {
            Dispose();
            throw new EnsembleException($"{path} does not fit: {fault}");
        }

        _inputs = [.. _session.InputNames];
        _outputs = [.. _session.OutputNames];
        TakesAnyBatch = _session.InputMetadata[_inputs[0]].Dimensions[0] != 1;
    }

    /// <summary>Where the graph came from.</summary>
    public GraphOrigin Origin => _graph.Origin;

    /// <summary>Whether a run may have several items; some exported files are fixed to one.</summary>
    public bool TakesAnyBatch { get; }

    /// <summary>Runs the network: <paramref name="count"/> items of pixels in, their probabilities out.</summary>
    /// <exception cref="EnsembleException">The network failed, e.g. its output has another shape than it declared.</exception>
    public void Run(ReadOnlyMemory<byte> pixels, Memory<float> probabilities, int count)
    {
        try
        {
            // The runtime only reads the input, whatever the type of its view.
            using var input = OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance, MemoryMarshal.AsMemory(pixels), [count, _shape.Height, _shape.Width, 3]);
            using var output = OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance, probabilities, [count, _shape.Classes]);
            _session.Run(_runOptions, _inputs, [input], _outputs, [output]);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new EnsembleException(
                $"{_path} failed on pixels [{count}, {_shape.Height}, {_shape.Width}, 3], from which [{count}, {_shape.Classes}] probabilities were expected: {exception.Message} "
                + "Check the model's declared shapes, or give the process more memory.",
                exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _runOptions.Dispose();
        _session.Dispose();
        GC.KeepAlive(_graph.Bytes);
    }
}
