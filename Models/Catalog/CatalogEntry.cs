namespace Ensemble.Models.Catalog;

/// <summary>Where a model of the catalog is kept.</summary>
public enum CatalogOrigin
{
    /// <summary>Part of the program.</summary>
    Bundled,

    /// <summary>In the user's catalog folder.</summary>
    User,

    /// <summary>Written to the user's catalog folder when first used.</summary>
    OnFirstUse,
}

/// <summary>A model of the catalog.</summary>
/// <param name="Manifest">What is known of it; hash and size are empty and 0 until an on-first-use model is written.</param>
/// <param name="Path">The full path of its ONNX file.</param>
/// <param name="Origin">Where it is kept.</param>
public sealed record CatalogEntry(ModelManifest Manifest, string Path, CatalogOrigin Origin);

/// <summary>A manifest that cannot be used, and why.</summary>
/// <param name="Path">The manifest's file.</param>
/// <param name="Problem">What is wrong, as a sentence.</param>
public sealed record RefusedManifest(string Path, string Problem);

/// <summary>Everything a catalog holds.</summary>
/// <param name="Entries">Usable models by name; the user's come before bundled ones of the same name.</param>
/// <param name="Refused">Manifests that cannot be used.</param>
public sealed record CatalogListing(IReadOnlyList<CatalogEntry> Entries, IReadOnlyList<RefusedManifest> Refused);
