using System.Collections.Immutable;
using PureHDF;

namespace Ensemble.Models.Import;

/// <summary>
/// The layout of the published files: the attribute <c>layer_names</c> lists the layers in the order of
/// <c>model.layers</c>; each has a group of its name whose attribute <c>weight_names</c> lists the paths of its tensors
/// in that group, e.g. <c>Conv1/kernel:0</c>. What comes before the last part of a path differs between versions of
/// Keras and TensorFlow (repeated names, name scopes) and means nothing
/// (https://github.com/keras-team/keras/blob/master/keras/src/legacy/saving/legacy_h5_format.py).
/// </summary>
internal static class LegacyLayout
{
    private const string LayerNames = "layer_names";

    public static bool IsIn(IH5Group root) => HdfReader.HasNames(root, LayerNames);

    public static ImmutableArray<KerasLayer> Read(IH5Group root)
    {
        if (HdfReader.Text(root, "backend") is "theano")
        {
            throw new EnsembleException("The weights were saved by Keras on Theano, whose convolutions are mirrored; only the TensorFlow kernels can be imported.");
        }

        return
        [
            .. HdfReader.Names(root, LayerNames)
                .Select(name => new KerasLayer(name, Tensors(root.Group(name), name)))
                .Where(layer => !layer.Tensors.IsEmpty),
        ];
    }

    private static ImmutableArray<KerasTensor> Tensors(IH5Group group, string layer) =>
    [
        .. HdfReader.Names(group, "weight_names")
            .Select(path => new KerasTensor(TensorName(path), HdfReader.Tensor(group.Dataset(path), $"{layer}/{path}"))),
    ];

    /// <summary><c>Conv1/kernel:0</c> → <c>kernel</c>.</summary>
    private static string TensorName(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? name : name[..colon];
    }
}
