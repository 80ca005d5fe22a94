using System.Collections.Immutable;
using Ensemble.Models.Graphs;
using PureHDF;

namespace Ensemble.Models.Import;

/// <summary>Reads tensors and lists of names from HDF5 objects.</summary>
internal static class HdfReader
{
    /// <summary>No tensor of an image classifier comes near this; a file that claims more is damaged.</summary>
    private const ulong MostElements = 1 << 28;

    /// <summary>
    /// A list of names. Keras splits one that does not fit into an object header over attributes <c>NAME0</c>,
    /// <c>NAME1</c>, …; an empty one is stored as numbers.
    /// </summary>
    public static ImmutableArray<string> Names(IH5Object holder, string attribute)
    {
        if (holder.AttributeExists(attribute))
        {
            return Strings(holder.Attribute(attribute));
        }

        var names = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; holder.AttributeExists(FormattableString.Invariant($"{attribute}{i}")); i++)
        {
            names.AddRange(Strings(holder.Attribute(FormattableString.Invariant($"{attribute}{i}"))));
        }

        return names.ToImmutable();
    }

    /// <summary>Whether there is such a list, in one piece or several.</summary>
    public static bool HasNames(IH5Object holder, string attribute) =>
        holder.AttributeExists(attribute) || holder.AttributeExists(attribute + "0");

    /// <summary>One text; null: there is none.</summary>
    public static string? Text(IH5Object holder, string attribute) =>
        holder.AttributeExists(attribute) && holder.Attribute(attribute) is { Type.Class: H5DataTypeClass.String or H5DataTypeClass.VariableLength } found
            ? found.Read<string>().TrimEnd('\0')
            : null;

    /// <summary>The numbers of a data set as floats; <paramref name="name"/> is for messages.</summary>
    /// <exception cref="EnsembleException">It does not hold numbers, or far too many.</exception>
    public static Tensor Tensor(IH5Dataset data, string name)
    {
        var elements = data.Space.Dimensions.Aggregate(1UL, (product, dimension) => checked(product * dimension));
        if (elements > MostElements)
        {
            throw new EnsembleException($"Tensor '{name}' claims {elements} values; the file is damaged or holds no image classifier.");
        }

        var shape = data.Space.Dimensions.Select(dimension => (int)dimension).ToImmutableArray();
        var values = elements == 0 ? [] : Values(data, name);
        return values.Length == (int)elements
            ? new(shape, values)
            : throw new EnsembleException($"Tensor '{name}' has {values.Length} values where its shape says {elements}; the file is damaged.");
    }

    private static float[] Values(IH5Dataset data, string name)
    {
        if (data.Layout.Class == H5DataLayoutClass.VirtualStorage)
        {
            throw new EnsembleException($"Tensor '{name}' lies in another file; weights must be in one file.");
        }

        return (data.Type.Class, data.Type.Size) switch
        {
            (H5DataTypeClass.FloatingPoint, sizeof(float)) => data.Read<float[]>(),
            (H5DataTypeClass.FloatingPoint, 2) => Array.ConvertAll(data.Read<Half[]>(), value => (float)value),
            (H5DataTypeClass.FloatingPoint, sizeof(double)) => Array.ConvertAll(data.Read<double[]>(), value => (float)value),
            (H5DataTypeClass.FixedPoint, sizeof(int)) => Array.ConvertAll(data.Read<int[]>(), value => (float)value),
            (H5DataTypeClass.FixedPoint, sizeof(long)) => Array.ConvertAll(data.Read<long[]>(), value => (float)value),
            var (kind, size) => throw new EnsembleException(
                $"Tensor '{name}' holds values of type {kind} with {size} bytes each; weights are floating-point numbers of 2, 4 or 8 bytes."),
        };
    }

    private static ImmutableArray<string> Strings(IH5Attribute attribute) =>
        attribute.Space.Type == H5DataspaceType.Null || attribute.Space.Dimensions.Contains(0UL)
            ? []
            : [.. attribute.Read<string[]>().Select(name => name.TrimEnd('\0'))];
}
