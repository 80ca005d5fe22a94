using Ensemble.Models.Images;

namespace Ensemble.Models.DataSets;

/// <summary>What a part of a data set is for. No item is in two splits.</summary>
public enum Split
{
    /// <summary>Fits weights.</summary>
    Train,

    /// <summary>Fits what comes after training: temperatures, combiner weights, quantisation ranges.</summary>
    Calibration,

    /// <summary>Chooses between candidates; never reported.</summary>
    Validation,

    /// <summary>Is reported, and used for nothing else.</summary>
    Test,
}

/// <summary>Labelled images, read by split and index. Reading is safe from several threads.</summary>
public interface IDataSet
{
    /// <summary>The name on the command line, e.g. <c>shapes</c>.</summary>
    string Name { get; }

    /// <summary>Class names; a label is an index into this list.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>The splits this data set has.</summary>
    IReadOnlyList<Split> Splits { get; }

    /// <summary>How many items a split has; 0 for a split it does not have.</summary>
    int Count(Split split);

    /// <summary>A stable, human-readable name of an item (a relative path, or split and index).</summary>
    string IdOf(Split split, int index);

    /// <summary>The true class of an item, as an index into <see cref="ClassNames"/>.</summary>
    int LabelOf(Split split, int index);

    /// <summary>
    /// The picture of an item at its original size, or why there is none. A broken file is the error of that item
    /// alone; this method does not throw for it.
    /// </summary>
    DecodedImage Load(Split split, int index);
}
