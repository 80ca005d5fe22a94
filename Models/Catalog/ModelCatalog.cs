using System.Security.Cryptography;
using System.Text.Json;

namespace Ensemble.Models.Catalog;

/// <summary>
/// The models that can be run by name: the user's in one folder, those that come with the program, and the full-size
/// networks with random weights. One manifest <c>NAME.json</c> per model, written after its ONNX file, so that a model is there
/// whole or not at all.
/// </summary>
public sealed class ModelCatalog
{
    private readonly string _folder;
    private readonly string _bundledFolder;

    /// <summary>Opens a catalog.</summary>
    /// <param name="folder">The user's folder; made when the first model is written.</param>
    /// <param name="bundledFolder">The program's own models; default: those beside the program.</param>
    public ModelCatalog(string folder, string? bundledFolder = null)
    {
        _folder = Path.GetFullPath(folder);
        _bundledFolder = bundledFolder ?? Path.Combine(AppContext.BaseDirectory, "bundled-models");
    }

    /// <summary>The user's folder.</summary>
    public string Folder => _folder;

    /// <summary>All models by name. A manifest that cannot be read is listed as refused and hides no other.</summary>
    public CatalogListing List()
    {
        var entries = new SortedDictionary<string, CatalogEntry>(StringComparer.Ordinal);
        var refused = new List<RefusedManifest>();
        foreach (var name in SeededModels.Names)
        {
            entries[name] = new(SeededModels.Describe(name), Path.Combine(_folder, name + ".onnx"), CatalogOrigin.OnFirstUse);
        }

        Read(_bundledFolder, CatalogOrigin.Bundled, entries, refused);
        Read(_folder, CatalogOrigin.User, entries, refused);
        return new([.. entries.Values], refused);
    }

    /// <summary>
    /// A model that can be run: its file is there and is the one its manifest describes. A full-size network with random
    /// weights is written first if need be.
    /// </summary>
    /// <exception cref="EnsembleException">There is no such model, or its manifest or file is not usable.</exception>
    public CatalogEntry Open(string name)
    {
        // Only what the name stands for is read: this is part of a function's start.
        foreach (var (folder, origin) in new[] { (_folder, CatalogOrigin.User), (_bundledFolder, CatalogOrigin.Bundled) })
        {
            var path = Path.Combine(folder, name + ".json");
            if (ModelName.IsValid(name) && File.Exists(path))
            {
                return TryRead(path, out var problem) is { } manifest
                    ? Verify(EntryOf(manifest, folder, origin))
                    : throw new EnsembleException($"Model '{name}' is refused: {problem}");
            }
        }

        if (!SeededModels.Names.Contains(name))
        {
            throw new EnsembleException(
                $"There is no model '{name}'. Models of this catalog: {string.Join(", ", List().Entries.Select(entry => entry.Manifest.Name))}. "
                + "Bring your own with 'ensemble models import'.");
        }

        var seeded = SeededModels.Describe(name);
        return Write(seeded, SeededModels.Write(seeded), replace: true);
    }

    /// <summary>Checks that a model's file is the one its manifest describes.</summary>
    /// <exception cref="EnsembleException">The file is missing or has changed.</exception>
    public static CatalogEntry Verify(CatalogEntry entry)
    {
        string found;
        try
        {
            using var stream = File.OpenRead(entry.Path);
            found = Hash(stream);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EnsembleException(
                $"Model '{entry.Manifest.Name}' is refused: its file {entry.Path} cannot be read: {exception.Message.TrimEnd('.')}. Import it again.",
                exception);
        }

        return found == entry.Manifest.Sha256
            ? entry
            : throw new EnsembleException(
                $"Model '{entry.Manifest.Name}' is refused: {entry.Path} has changed since its manifest was written "
                + $"(SHA-256 {found}, expected {entry.Manifest.Sha256}). Put the file back or import it again.");
    }

    /// <summary>Puts a model into the user's folder.</summary>
    /// <param name="manifest">What is known of it; its file name, size and hash are filled in here.</param>
    /// <param name="onnx">The ONNX file.</param>
    /// <param name="replace">Whether an imported model of the same name may be replaced.</param>
    /// <exception cref="EnsembleException">The name cannot be used or is taken, the labels do not fit, or the folder cannot be written.</exception>
    public CatalogEntry Add(ModelManifest manifest, ReadOnlySpan<byte> onnx, bool replace = false)
    {
        Check(manifest);
        if (ComesWithTheProgram(manifest))
        {
            throw new EnsembleException($"The model '{manifest.Name}' comes with the program and random weights would hide it: choose another name.");
        }

        return Write(manifest, onnx, replace);
    }

    private CatalogEntry Write(ModelManifest manifest, ReadOnlySpan<byte> onnx, bool replace)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(onnx));

        // The file's name holds its hash: replacing a model never changes a file that another manifest describes.
        var file = $"{manifest.Name}-{sha256[..12]}.onnx";
        manifest = manifest with { File = file, Bytes = onnx.Length, Sha256 = sha256 };
        var manifestPath = ManifestPath(manifest.Name);
        var previous = File.Exists(manifestPath) ? TryRead(manifestPath, out _) : null;
        if (previous is { Weights.Kind: WeightsKind.Imported } && previous.Sha256 != sha256 && !replace)
        {
            throw new EnsembleException(
                $"There is already an imported model '{manifest.Name}' ({previous.Weights.Source}). "
                + "Import under another name with --name, or replace it with --replace.");
        }

        var path = Path.Combine(_folder, file);
        AtomicFile.Write(path, onnx);
        AtomicFile.Write(manifestPath, JsonSerializer.SerializeToUtf8Bytes(manifest, CatalogJson.Default.ModelManifest));
        if (previous is not null && previous.File != file)
        {
            File.Delete(Path.Combine(_folder, Path.GetFileName(previous.File)));
        }

        return new(manifest, path, CatalogOrigin.User);
    }

    /// <summary>Whether random weights would take a name that already means something: a bundled model or a full-size network.</summary>
    private bool ComesWithTheProgram(ModelManifest manifest) =>
        !manifest.IsTrained
        && (File.Exists(Path.Combine(_bundledFolder, manifest.Name + ".json"))
            || SeededModels.Names.Contains(manifest.Name));

    private static void Check(ModelManifest manifest)
    {
        if (!ModelName.IsValid(manifest.Name))
        {
            throw new EnsembleException(
                $"'{manifest.Name}' cannot be a model's name: use lower-case letters, digits, '-', '_' and '.', at most {ModelName.MaximumLength}, starting with a letter or digit.");
        }

        if (manifest.Labels.Count != manifest.Classes)
        {
            throw new EnsembleException(
                $"Model '{manifest.Name}' has {manifest.Classes} classes but {manifest.Labels.Count} labels were given; there must be one label per class.");
        }
    }

    private static void Read(
        string folder, CatalogOrigin origin, SortedDictionary<string, CatalogEntry> entries, List<RefusedManifest> refused)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            if (TryRead(path, out var problem) is { } manifest)
            {
                entries[manifest.Name] = EntryOf(manifest, folder, origin);
            }
            else
            {
                refused.Add(new(path, problem));
            }
        }
    }

    private static CatalogEntry EntryOf(ModelManifest manifest, string folder, CatalogOrigin origin) =>
        new(manifest, Path.Combine(folder, Path.GetFileName(manifest.File)), origin);

    private static ModelManifest? TryRead(string path, out string problem)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize(File.ReadAllBytes(path), CatalogJson.Default.ModelManifest);
            if (manifest is null || manifest.Name != Path.GetFileNameWithoutExtension(path))
            {
                problem = $"{path} describes '{manifest?.Name}'; a manifest is called after its model. Rename it or import the model again.";
                return null;
            }

            Check(manifest);
            problem = string.Empty;
            return manifest;
        }
        catch (EnsembleException exception)
        {
            problem = $"{path}: {exception.Message}";
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            problem = $"{path} cannot be read: {exception.Message} Delete it or import the model again.";
        }

        return null;
    }

    private static string Hash(Stream stream) => Convert.ToHexStringLower(SHA256.HashData(stream));

    private string ManifestPath(string name) => Path.Combine(_folder, name + ".json");
}
