using Ensemble.Contracts;
using Ensemble.Functions.Runtime;
using Ensemble.Functions.Storage;
using Ensemble.Models;
using Ensemble.Models.DataSets;
using Ensemble.Models.Images;

namespace Ensemble.Functions.Handlers;

/// <summary>Fetches and decodes the items of a batch. Data sets stay open between invocations.</summary>
internal sealed class ItemLoader(FunctionSettings settings, ObjectStores stores)
{
    private readonly Dictionary<string, IDataSet> _dataSets = new(StringComparer.Ordinal);

    /// <summary>How to load each item, and the labels where they are known.</summary>
    /// <exception cref="ContractException">There are no such items.</exception>
    /// <exception cref="FunctionException">They may not be read.</exception>
    public (Func<int, DecodedImage> Load, IReadOnlyList<int>? Labels) Open(Items items, CancellationToken cancellationToken)
    {
        if (items.DataSet is { } range)
        {
            return Open(range);
        }

        return items.References is { } references
            ? (i => Fetch(references[i], cancellationToken), null)
            : (i => ImageDecoder.Default.Decode(items.Inline![i], $"items.inline[{i}]"), null);
    }

    private (Func<int, DecodedImage>, IReadOnlyList<int>) Open(DataSetRange range)
    {
        if (!_dataSets.TryGetValue(range.Name, out var dataSet))
        {
            if (range.Name.Split(':', 2) is [_, var path])
            {
                FolderStore.Confined(ObjectStores.Parse(Path.GetFullPath(path)), settings, "ENSEMBLE_DATA");
            }

            _dataSets[range.Name] = dataSet = DataSetCatalog.Open(range.Name);
        }

        if (!Enum.TryParse<Split>(range.Split, ignoreCase: true, out var split) || !dataSet.Splits.Contains(split))
        {
            throw new ContractException(
                $"items.dataSet.split: {range.Name} has no split '{range.Split}'; it has {string.Join(", ", dataSet.Splits).ToLowerInvariant()}.");
        }

        if (range.First + (long)range.Count > dataSet.Count(split))
        {
            throw new ContractException(
                $"items.dataSet: {range.Count} items from {range.First} on are more than the {dataSet.Count(split)} of {range.Name} {range.Split}.");
        }

        return (
            i => dataSet.Load(split, range.First + i),
            [.. Enumerable.Range(range.First, range.Count).Select(i => dataSet.LabelOf(split, i))]);
    }

    // An item that cannot be fetched is an error of that item alone.
    private DecodedImage Fetch(string reference, CancellationToken cancellationToken)
    {
        try
        {
            var content = stores.ReadAsync(ObjectStores.Parse(reference), ImageLimits.Default.MaxBytes, cancellationToken).GetAwaiter().GetResult();
            return ImageDecoder.Default.Decode(content, reference);
        }
        catch (Exception exception) when (exception is FunctionException or EnsembleException)
        {
            return DecodedImage.Failed(exception.Message);
        }
    }
}
