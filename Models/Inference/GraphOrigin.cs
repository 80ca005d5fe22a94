namespace Ensemble.Models.Inference;

/// <summary>Where a classifier's optimised graph came from.</summary>
public enum GraphOrigin
{
    /// <summary>Optimised while loading and not kept: there is no cache folder, or it cannot be written.</summary>
    NotCached,

    /// <summary>Optimised while loading and put into the cache.</summary>
    Built,

    /// <summary>Taken from the cache.</summary>
    Cached,
}
