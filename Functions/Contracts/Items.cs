namespace Ensemble.Contracts;

/// <summary>The items of a batch: exactly one of the three is set.</summary>
public sealed record Items
{
    /// <summary>A range of a data set.</summary>
    public DataSetRange? DataSet { get; init; }

    /// <summary>Images by reference: <c>file://</c> or <c>s3://</c> addresses, or paths in the folder that the function may read.</summary>
    public IReadOnlyList<string>? References { get; init; }

    /// <summary>Encoded images (JPEG, PNG or WebP), base64 in JSON.</summary>
    public IReadOnlyList<byte[]>? Inline { get; init; }

    /// <summary>How many items there are.</summary>
    /// <exception cref="ContractException">None or more than one of the three is set, or there is no item.</exception>
    public int Count()
    {
        var count = (DataSet, References, Inline) switch
        {
            ({ } range, null, null) => range.Checked().Count,
            (null, { } references, null) => references.Count,
            (null, null, { } inline) => inline.Count,
            _ => throw new ContractException("items: name them by exactly one of 'dataSet', 'references' and 'inline'."),
        };
        return count > 0 ? count : throw new ContractException("items: there is no item; a batch has at least one.");
    }
}

/// <summary>Consecutive items of a data set.</summary>
/// <param name="Name">The data set, as on the command line, e.g. <c>shapes</c>.</param>
/// <param name="Split">The split, e.g. <c>test</c>.</param>
/// <param name="First">The first item, from 0.</param>
/// <param name="Count">How many.</param>
public sealed record DataSetRange(string Name, string Split, int First, int Count)
{
    /// <summary>This range, if it is one.</summary>
    /// <exception cref="ContractException">It is not.</exception>
    public DataSetRange Checked() => First >= 0 && Count > 0
        ? this
        : throw new ContractException($"items.dataSet: {Count} items from {First} on are no range; 'first' is at least 0 and 'count' at least 1.");
}
