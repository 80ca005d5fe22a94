using Ensemble.Models.Onnx.Format;
using Google.Protobuf.Collections;

namespace Ensemble.Models.Import;

/// <summary>The names in a graph and in the graphs inside it (branches and loops see the values around them).</summary>
internal sealed class OnnxNames
{
    private readonly GraphProto _graph;
    private readonly HashSet<string> _taken;

    public OnnxNames(GraphProto graph)
    {
        _graph = graph;
        _taken = new(Graphs(graph).SelectMany(NamesOf), StringComparer.Ordinal);
    }

    /// <summary>A graph and all graphs inside it.</summary>
    public static IEnumerable<GraphProto> Graphs(GraphProto graph) => graph.Node
        .SelectMany(node => node.Attribute)
        .SelectMany(attribute => attribute.G is null ? attribute.Graphs : attribute.Graphs.Prepend(attribute.G))
        .SelectMany(Graphs)
        .Prepend(graph);

    /// <summary>The name itself, or with a suffix if it is taken.</summary>
    public string Unique(string name)
    {
        var unique = name;
        for (var i = 1; !_taken.Add(unique); i++)
        {
            unique = FormattableString.Invariant($"{name}_{i}");
        }

        return unique;
    }

    /// <summary>Frees a name: the value that has it gets a suffix everywhere. Returns its new name, or the old one if nothing had it.</summary>
    public string Free(string name)
    {
        if (!_taken.Contains(name))
        {
            return name;
        }

        var renamed = Unique(name);
        foreach (var graph in Graphs(_graph))
        {
            foreach (var node in graph.Node)
            {
                Rename(node.Input, name, renamed);
                Rename(node.Output, name, renamed);
                node.Name = node.HasName && node.Name == name ? renamed : node.Name;
            }

            foreach (var tensor in graph.Initializer.Where(tensor => tensor.Name == name))
            {
                tensor.Name = renamed;
            }

            foreach (var value in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo).Where(value => value.Name == name))
            {
                value.Name = renamed;
            }
        }

        return renamed;
    }

    private static void Rename(RepeatedField<string> names, string name, string renamed)
    {
        for (var i = 0; i < names.Count; i++)
        {
            names[i] = names[i] == name ? renamed : names[i];
        }
    }

    private static IEnumerable<string> NamesOf(GraphProto graph) => graph.Node
        .SelectMany(node => node.Input.Concat(node.Output).Append(node.Name))
        .Concat(graph.Initializer.Select(tensor => tensor.Name))
        .Concat(graph.Input.Concat(graph.Output).Concat(graph.ValueInfo).Select(value => value.Name));
}
