using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics;

namespace Ensemble.Models.DataSets.ImageNet;

/// <summary>
/// The 1000 classes of ILSVRC2012 in the order of their WordNet ids, which is the order of Keras Applications' outputs.
/// </summary>
public static class ImageNetClasses
{
    private static readonly ImmutableArray<(string Wnid, string Name)> Table = Read();

    /// <summary>WordNet ids, e.g. <c>n01440764</c>, sorted.</summary>
    public static IReadOnlyList<string> Wnids { get; } = Table.Select(row => row.Wnid).ToImmutableArray();

    /// <summary>Names, e.g. <c>tench</c>, in the same order.</summary>
    public static IReadOnlyList<string> Names { get; } = Table.Select(row => row.Name).ToImmutableArray();

    private static FrozenDictionary<string, int> Indices { get; } =
        Table.Select((row, index) => (row.Wnid, index)).ToFrozenDictionary(pair => pair.Wnid, pair => pair.index);

    /// <summary>The index of a WordNet id that is one of the 1000.</summary>
    public static int IndexOf(string wnid) => Indices[wnid];

    /// <summary>The index of a WordNet id, if it is one of the 1000.</summary>
    public static bool TryIndexOf(string wnid, out int index) => Indices.TryGetValue(wnid, out index);

    private static ImmutableArray<(string, string)> Read()
    {
        using var stream = typeof(ImageNetClasses).Assembly.GetManifestResourceStream("ImageNet.classes.tsv")
            ?? throw new UnreachableException("The class list is part of the assembly.");
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t'))
            .Select(fields => (fields[1], fields[2].Trim()))];
    }
}
