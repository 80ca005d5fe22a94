using System.Collections.Immutable;
using Ensemble.Models.Onnx.Format;
using Google.Protobuf;

namespace Ensemble.Models.Inspection;

/// <summary>Reads ONNX files and says in a sentence what is wrong with one that cannot be read.</summary>
internal static class OnnxFile
{
    // Protobuf's own limit for one message.
    private const long LargestFile = int.MaxValue;

    public static (ModelProto Model, byte[] Content) Read(string path)
    {
        byte[] content;
        try
        {
            var length = new FileInfo(path).Length;
            if (length > LargestFile)
            {
                throw new EnsembleException($"{path} has {length} bytes; ONNX files above {LargestFile} bytes cannot be read.");
            }

            content = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EnsembleException($"{path} cannot be read: {exception.Message}", exception);
        }

        return (Parse(content, path), content);
    }

    public static ModelProto Parse(byte[] content, string path)
    {
        try
        {
            var model = ModelProto.Parser.ParseFrom(content);
            if (model.Graph is { Node.Count: > 0, Output.Count: > 0 } && model.OpsetImport.Count > 0)
            {
                return model;
            }
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new EnsembleException(
                $"{path} is not an ONNX model, or it is cut off: {exception.Message} Fetch or export the file again.", exception);
        }

        throw new EnsembleException($"{path} is not an ONNX model: it has no graph. Give an .onnx file.");
    }

    /// <summary>The version of the standard operator set.</summary>
    public static long Opset(ModelProto model) =>
        model.OpsetImport.Where(set => set.Domain is "" or "ai.onnx").Select(set => set.Version).DefaultIfEmpty(0).Max();

    public static ValueDescription Describe(ValueInfoProto value) => new(
        value.Name,
        TypeName(value.Type?.TensorType?.ElemType ?? 0),
        [.. value.Type?.TensorType?.Shape?.Dim.Select(dimension => dimension.HasDimValue
            ? dimension.DimValue.ToString(System.Globalization.CultureInfo.InvariantCulture)
            : dimension.HasDimParam ? dimension.DimParam : "?") ?? []]);

    /// <summary>The inputs that a caller gives: old files list their constants as inputs, too.</summary>
    public static ImmutableArray<ValueInfoProto> TrueInputs(GraphProto graph)
    {
        var constants = graph.Initializer.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        return [.. graph.Input.Where(input => !constants.Contains(input.Name))];
    }

    private static string TypeName(int type) => type switch
    {
        1 => "float",
        2 => "uint8",
        3 => "int8",
        6 => "int32",
        7 => "int64",
        9 => "bool",
        10 => "float16",
        11 => "double",
        16 => "bfloat16",
        0 => "not a tensor",
        _ => FormattableString.Invariant($"type {type}"),
    };
}
