using System.Collections.Immutable;
using System.Globalization;
using PureHDF;

namespace Ensemble.Models.Import;

/// <summary>
/// The layout of Keras 3's <c>.weights.h5</c>: a layer's tensors are <c>layers/KIND_NUMBER/vars/0, 1, …</c>, where KIND
/// is its class in snake case and NUMBER counts the layers of that class in the order of <c>model.layers</c> (none for
/// the first). Newer versions keep the layer's name as an attribute of <c>vars</c>; TensorFlow 2.12 calls the outer
/// group <c>_layer_checkpoint_dependencies</c>
/// (https://github.com/keras-team/keras/blob/master/keras/src/saving/saving_lib.py).
/// </summary>
internal static class SavedStateLayout
{
    private static readonly string[] Containers = ["layers", "_layer_checkpoint_dependencies"];

    public static bool IsIn(IH5Group root) => Containers.Any(root.LinkExists);

    public static ImmutableArray<KerasLayer> Read(IH5Group root)
    {
        var container = root.Group(Containers.First(root.LinkExists));
        return
        [
            .. container.Children()
                .OfType<IH5Group>()
                .Where(layer => layer.LinkExists("vars"))
                .Select(layer => Layer(layer.Name, layer.Group("vars")))
                .Where(layer => !layer.Tensors.IsEmpty),
        ];
    }

    private static KerasLayer Layer(string place, IH5Group vars) =>
        new(HdfReader.Text(vars, "name") ?? place, Tensors(vars, place), place);

    private static ImmutableArray<KerasTensor> Tensors(IH5Group vars, string layer) =>
    [
        .. vars.Children()
            .OfType<IH5Dataset>()
            .OrderBy(data => int.Parse(data.Name, CultureInfo.InvariantCulture))
            .Select(data => new KerasTensor(null, HdfReader.Tensor(data, $"{layer}/{data.Name}"))),
    ];
}
