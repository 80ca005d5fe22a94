using System.Text.Json;
using Ensemble.Functions.Runtime;
using Ensemble.Functions.Storage;
using Ensemble.Models;
using Ensemble.Models.Catalog;

namespace Ensemble.Functions.Handlers;

/// <summary>
/// Finds the model of a function: <c>ENSEMBLE_MODEL</c> names one of the catalog in <c>ENSEMBLE_CATALOG</c> or beside the
/// program; <c>ENSEMBLE_MODEL_URI</c> is the address of a manifest, beside which its ONNX file lies.
/// </summary>
internal static class ModelSource
{
    private const long MostBytes = 2L * 1024 * 1024 * 1024;

    /// <exception cref="FunctionException">There is none, or it cannot be read.</exception>
    /// <exception cref="EnsembleException">It is not what its manifest says.</exception>
    public static CatalogEntry Open(FunctionSettings settings, ObjectStores stores)
    {
        var folder = settings["ENSEMBLE_CATALOG"] ?? Path.Combine(settings.TemporaryFolder, "ensemble", "models");
        return (settings["ENSEMBLE_MODEL"], settings["ENSEMBLE_MODEL_URI"]) switch
        {
            ({ } name, null) => new ModelCatalog(folder).Open(name),
            (null, { } uri) => Fetch(ObjectStores.Parse(uri), folder, stores),
            _ => throw new FunctionException(
                "The environment must have exactly one of ENSEMBLE_MODEL (a model of the catalog, e.g. mobilenet-mini) and ENSEMBLE_MODEL_URI (the address of a model's manifest)."),
        };
    }

    private static CatalogEntry Fetch(Uri address, string folder, ObjectStores stores)
    {
        if (!address.AbsolutePath.EndsWith(".json", StringComparison.Ordinal))
        {
            throw new FunctionException(
                $"ENSEMBLE_MODEL_URI is {address}; it must be the address of a model's manifest, NAME.json, which 'ensemble models import' writes beside the model.");
        }

        var bytes = stores.ReadAsync(address, 16 * 1024 * 1024, CancellationToken.None).GetAwaiter().GetResult();
        ModelManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(bytes, CatalogJson.Default.ModelManifest) ?? throw new JsonException("it is null");
        }
        catch (JsonException exception)
        {
            throw new FunctionException($"{address} is no manifest of a model: {exception.Message}");
        }

        var onnx = new Uri(address, Path.GetFileName(manifest.File));
        AtomicFile.Write(Path.Combine(folder, Path.GetFileName(manifest.File)), stores.ReadAsync(onnx, MostBytes, CancellationToken.None).GetAwaiter().GetResult());
        AtomicFile.Write(Path.Combine(folder, Path.GetFileName(address.LocalPath)), bytes);
        return new ModelCatalog(folder).Open(Path.GetFileNameWithoutExtension(address.LocalPath));
    }
}
