using System.Buffers.Binary;
using Ensemble.Models.Onnx.Format;
using Google.Protobuf;

namespace Ensemble.Models.Onnx;

/// <summary>Puts nodes and constants into an ONNX graph, one call per node. Values are named by their nodes.</summary>
internal sealed class OnnxGraph
{
    private readonly GraphProto _graph;
    private readonly HashSet<string> _constants = new(StringComparer.Ordinal);

    public OnnxGraph(GraphProto graph) => _graph = graph;

    /// <summary>Adds a node whose output has its name.</summary>
    public string Node(string type, string name, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var node = new NodeProto { OpType = type, Name = name };
        foreach (var input in inputs)
        {
            node.Input.Add(input);
        }

        node.Output.Add(name);
        foreach (var attribute in attributes)
        {
            node.Attribute.Add(attribute);
        }

        _graph.Node.Add(node);
        return name;
    }

    /// <summary>Adds a constant of floats.</summary>
    public string Constant(string name, ReadOnlySpan<long> dimensions, ReadOnlySpan<float> values)
    {
        if (!_constants.Add(name))
        {
            return name;
        }

        var bytes = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        }

        return Constant(name, TensorProto.Types.DataType.Float, dimensions, bytes);
    }

    /// <summary>Adds a constant vector of integers.</summary>
    public string Constant(string name, params ReadOnlySpan<long> values)
    {
        if (!_constants.Add(name))
        {
            return name;
        }

        var bytes = new byte[values.Length * sizeof(long)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
        }

        return Constant(name, TensorProto.Types.DataType.Int64, [values.Length], bytes);
    }

    /// <summary>Says what a value holds: its element type and dimensions, the first of them the batch.</summary>
    public static ValueInfoProto Value(string name, TensorProto.Types.DataType type, params ReadOnlySpan<long> dimensions)
    {
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "N" } } };
        foreach (var dimension in dimensions)
        {
            shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = dimension });
        }

        return new()
        {
            Name = name,
            Type = new() { TensorType = new() { ElemType = (int)type, Shape = shape } },
        };
    }

    public static AttributeProto Integer(string name, long value) =>
        new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    public static AttributeProto Integers(string name, params ReadOnlySpan<long> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        foreach (var value in values)
        {
            attribute.Ints.Add(value);
        }

        return attribute;
    }

    public static AttributeProto Number(string name, float value) =>
        new() { Name = name, F = value, Type = AttributeProto.Types.AttributeType.Float };

    private string Constant(
        string name, TensorProto.Types.DataType type, ReadOnlySpan<long> dimensions, byte[] littleEndian)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)type,
            RawData = UnsafeByteOperations.UnsafeWrap(littleEndian),
        };
        foreach (var dimension in dimensions)
        {
            tensor.Dims.Add(dimension);
        }

        _graph.Initializer.Add(tensor);
        return name;
    }
}
