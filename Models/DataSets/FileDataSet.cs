using Ensemble.Models.Images;

namespace Ensemble.Models.DataSets;

/// <summary>Labelled image files under one root folder; each is decoded when it is asked for.</summary>
internal sealed class FileDataSet : IDataSet
{
    private readonly string _root;
    private readonly ImageDecoder _decoder;
    private readonly Dictionary<Split, LabelledFile[]> _files;

    /// <summary>Creates the data set; the files keep their order.</summary>
    public FileDataSet(string name, string root, IReadOnlyList<string> classNames, Dictionary<Split, LabelledFile[]> files, ImageDecoder decoder)
    {
        Name = name;
        ClassNames = classNames;
        Splits = [.. files.Keys.Order()];
        _root = root;
        _decoder = decoder;
        _files = files;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Split> Splits { get; }

    /// <inheritdoc/>
    public int Count(Split split) => _files.TryGetValue(split, out var files) ? files.Length : 0;

    /// <inheritdoc/>
    public string IdOf(Split split, int index) => File(split, index).Path;

    /// <inheritdoc/>
    public int LabelOf(Split split, int index) => File(split, index).Label;

    /// <inheritdoc/>
    public DecodedImage Load(Split split, int index) => _decoder.DecodeFile(Path.Combine(_root, File(split, index).Path));

    private LabelledFile File(Split split, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count(split));
        return _files[split][index];
    }
}

/// <summary>An image file and its class.</summary>
/// <param name="Path">Relative to the data set's root, with forward slashes on every system.</param>
/// <param name="Label">Index of the class.</param>
internal readonly record struct LabelledFile(string Path, int Label);
