using System.Collections.Immutable;
using PureHDF;
using PureHDF.VOL.Native;

namespace Ensemble.Models.Import;

/// <summary>
/// The tensors of a Keras weights file (HDF5) in either layout: that of the published Keras Applications files, alone or
/// inside a saved model, with groups by layer name; or that of Keras 3's <c>.weights.h5</c>, with groups by kind of layer.
/// </summary>
/// <param name="Path">The file.</param>
/// <param name="Layers">All layers that hold tensors, in the file's order.</param>
public sealed record KerasWeightFile(string Path, ImmutableArray<KerasLayer> Layers)
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Reads a file.</summary>
    /// <exception cref="EnsembleException">It is missing, no HDF5 file, broken, or not laid out as Keras does.</exception>
    public static KerasWeightFile Read(string path)
    {
        CheckSignature(path);
        try
        {
            using var file = H5File.OpenRead(path);
            return Read(path, file);
        }
        catch (Exception exception) when (exception is not EnsembleException)
        {
            // The HDF5 reader throws whatever its arithmetic on a broken file leads to, memory for absurd sizes included.
            throw new EnsembleException(
                $"{path} is damaged or incomplete: it starts as an HDF5 file but cannot be read ({exception.Message.TrimEnd('.')}). Fetch it again.",
                exception);
        }
    }

    private static KerasWeightFile Read(string path, NativeFile file)
    {
        const string WholeModel = "model_weights";
        var root = file.LinkExists(WholeModel) ? file.Group(WholeModel) : file;
        var layers = LegacyLayout.IsIn(root) ? LegacyLayout.Read(root)
            : SavedStateLayout.IsIn(root) ? SavedStateLayout.Read(root)
            : throw new EnsembleException(
                $"{path} is an HDF5 file but holds no Keras weights: it has neither the attribute 'layer_names' nor a group 'layers'.");
        return layers.IsEmpty
            ? throw new EnsembleException($"{path} is laid out as Keras does but holds no tensors.")
            : new(path, layers);
    }

    private static void CheckSignature(string path)
    {
        Span<byte> head = stackalloc byte[8];
        int read;
        try
        {
            using var stream = File.OpenRead(path);
            read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EnsembleException($"The weights file {path} cannot be read: {exception.Message}", exception);
        }

        if (!head[..read].SequenceEqual(Signature))
        {
            throw new EnsembleException(head[..read].StartsWith("PK"u8)
                ? $"{path} is a zip archive and not an HDF5 file; a '.keras' archive holds the weights as 'model.weights.h5': unpack that and import it."
                : $"{path} is not an HDF5 file; Keras weights end in '.h5' or '.weights.h5'.");
        }
    }
}
