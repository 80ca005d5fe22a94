using System.Text.RegularExpressions;
using Ensemble.Models.Onnx;
using Ensemble.Models.Onnx.Format;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace Ensemble.Models.Inference;

/// <summary>Says what is wrong with a model's file, and what to do.</summary>
internal static partial class ModelFault
{
    /// <summary>Why the runtime could not load a file.</summary>
    public static EnsembleException OfLoading(string path, OnnxRuntimeException cause)
    {
        if (TryParse(path) is not { Graph.Node.Count: > 0 } model)
        {
            return new(
                $"{path} is not a whole ONNX file: expected a graph, found {new FileInfo(path).Length} bytes that are truncated or something else. "
                + "Export or import the model again.",
                cause);
        }

        var runtime = $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}";
        if (cause.Message.Contains("opset", StringComparison.OrdinalIgnoreCase))
        {
            var opsets = string.Join(", ", model.OpsetImport.Select(import => $"{(import.Domain.Length == 0 ? "ai.onnx" : import.Domain)} {import.Version}"));
            var newest = NewestOpset().Match(cause.Message) is { Success: true } match ? $" (at most {match.Groups[1].Value})" : string.Empty;
            return new(
                $"{path} is written in the operator set {opsets}, which {runtime} does not know{newest}. "
                + $"Export the model with operator set {OnnxOptions.Opset}.",
                cause);
        }

        return cause.Message.Contains("IR version", StringComparison.OrdinalIgnoreCase)
            ? new(
                $"{path} is written in version {model.IrVersion} of the ONNX format, which {runtime} does not know. "
                + $"Export the model with version {OnnxOptions.IrVersion}.",
                cause)
            : new($"{path} cannot be loaded by {runtime}: {cause.Message} Export the model again.", cause);
    }

    /// <summary>Why a loaded model cannot be used, or null.</summary>
    public static string? OfSignature(InferenceSession session, ClassifierShape shape)
    {
        var expectedInput = $"uint8 [N, {shape.Height}, {shape.Width}, 3]";
        if (session.InputNames is not [var inputName]
            || session.InputMetadata[inputName] is not { IsTensor: true } input
            || input.ElementType != typeof(byte)
            || input.Dimensions is not [-1 or 1, var height, var width, var channels]
            || !Fits(height, shape.Height) || !Fits(width, shape.Width) || !Fits(channels, 3))
        {
            return $"expected one input {expectedInput}, found {Describe(session.InputNames, session.InputMetadata)}. "
                + "Use a model of that input, or import this one with its own size and preprocessing.";
        }

        return session.OutputNames is not [var outputName]
            || session.OutputMetadata[outputName] is not { IsTensor: true } output
            || output.ElementType != typeof(float)
            || output.Dimensions is not ([] or [_, _])
            || (output.Dimensions is [_, var classes] && !Fits(classes, shape.Classes))
            ? $"expected one output float [N, {shape.Classes}], found {Describe(session.OutputNames, session.OutputMetadata)}. "
                + "Give as many labels as the model has classes, or use another model."
            : null;
    }

    private static bool Fits(int dimension, int expected) => dimension == -1 || dimension == expected;

    private static string Describe(IReadOnlyList<string> names, IReadOnlyDictionary<string, NodeMetadata> metadata) =>
        names.Count == 0 ? "none" : string.Join(" and ", names.Select(name => $"'{name}' {Describe(metadata[name])}"));

    private static string Describe(NodeMetadata value) => value.IsTensor
        ? $"{TypeName(value.ElementType)} [{string.Join(", ", value.Dimensions.Select(dimension => dimension == -1 ? "N" : $"{dimension}"))}]"
        : "which is not a tensor";

    private static string TypeName(Type type) =>
        type == typeof(float) ? "float" : type == typeof(byte) ? "uint8" : type.Name.ToLowerInvariant();

    private static ModelProto? TryParse(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return ModelProto.Parser.ParseFrom(file);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"till opset (\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex NewestOpset();
}
