using Ensemble.Models.Catalog;
using Ensemble.Models.Images;

namespace Ensemble.Models.Inference;

/// <summary>Runs models of the catalog.</summary>
public static class CatalogClassifier
{
    /// <summary>A classifier of a model that was opened.</summary>
    /// <exception cref="EnsembleException">The file is not what its manifest says.</exception>
    public static Classifier CreateClassifier(this CatalogEntry entry, ClassifierOptions options, TimeProvider? time = null) =>
        new(
            entry.Path,
            new(entry.Manifest.Input.Height, entry.Manifest.Input.Width, entry.Manifest.Classes),
            options with { ModelId = entry.Manifest.Sha256 },
            time);

    /// <summary>How an item becomes what the model reads.</summary>
    public static ImagePreparation Preparation(this ModelManifest manifest) => new(
        manifest.Input.Width,
        manifest.Input.Height,
        ResizePolicy.Parse(manifest.Input.Resize),
        ImagePreparation.ParseInterpolation(manifest.Input.Interpolation));
}
