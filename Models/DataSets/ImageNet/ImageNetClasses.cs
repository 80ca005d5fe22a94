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
