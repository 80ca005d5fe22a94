using System.Text.RegularExpressions;

using Ensemble.Models.Images;

namespace Ensemble.Models.DataSets.ImageNet;

/// <summary>
/// The user's copy of the ILSVRC2012 validation images, whole or a part of it, as the split <see cref="Split.Test"/>
/// (the images on which published accuracies are stated). Labels are always indices into the 1000
/// <see cref="ImageNetClasses"/>.
/// </summary>
/// <remarks>
/// Either one folder per class named by WordNet id (<c>n01440764</c>), or the flat
/// <c>ILSVRC2012_val_00000001.JPEG</c>… with a label file in the same folder, beside it, or in the unpacked
/// development kit there: the official <c>ILSVRC2012_validation_ground_truth.txt</c> (with the kit's <c>meta.mat</c> or
/// a <c>map_clsloc.txt</c>), <c>val.txt</c>, Kaggle's <c>LOC_val_solution.csv</c>, or
/// <c>imagenet_2012_validation_synset_labels.txt</c>. The images may also lie in a sub-folder <c>val</c> or
/// <c>ILSVRC2012_img_val</c>.
/// </remarks>
public static partial class ImageNetDataSet
{
    private static readonly string[] ImageFolders = [string.Empty, "ILSVRC2012_img_val", "val"];
    private static readonly string[] KitFolders = [string.Empty, "ILSVRC2012_devkit_t12/data", "data"];

    /// <summary>Lists the images and reads their labels; images are decoded when they are asked for.</summary>
    /// <exception cref="EnsembleException">No images, no labels, or labels that do not fit.</exception>
    public static IDataSet Open(string path, ImageDecoder? decoder = null)
    {
        var files = List(path);
        return new FileDataSet("imagenet", path, ImageNetClasses.Names, new() { [Split.Test] = files }, decoder ?? ImageDecoder.Default);
    }

    private static LabelledFile[] List(string root)
    {
        _ = ImageFolder.SubFolders(root); // the root itself must be there
        foreach (var folder in ImageFolders.Where(name => Directory.Exists(Path.Combine(root, name))))
        {
            var path = Path.Combine(root, folder);
            var classes = ImageFolder.SubFolders(path).Where(name => Wnid().IsMatch(name)).ToArray();
            LabelledFile[] files = classes.Length > 0 ? [.. ByFolder(path, classes)] : [.. ByGroundTruth(path)];
            if (files.Length > 0)
            {
                return folder.Length == 0 ? files : [.. files.Select(file => file with { Path = $"{folder}/{file.Path}" })];
            }
        }

        throw new EnsembleException($"'{root}' has no ImageNet images: neither folders named by WordNet id (n01440764, …) with images nor files like ILSVRC2012_val_00000001.JPEG.");
    }

    private static IEnumerable<LabelledFile> ByFolder(string root, string[] classes)
    {
        var unknown = classes.Where(wnid => !ImageNetClasses.TryIndexOf(wnid, out _)).ToArray();
        if (unknown.Length > 0)
        {
            throw new EnsembleException($"'{root}' has {unknown.Length} folders that are none of the 1000 classes of ILSVRC2012, the first is '{unknown[0]}'; move them away.");
        }

        return classes.SelectMany(wnid => ImageFolder.Images(Path.Combine(root, wnid))
            .Select(image => new LabelledFile($"{wnid}/{image}", ImageNetClasses.IndexOf(wnid))));
    }

    private static IEnumerable<LabelledFile> ByGroundTruth(string path)
    {
        var images = ImageFolder.Images(path);
        if (images.Length == 0)
        {
            return [];
        }

        var beside = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))) ?? path;
        var truth = GroundTruth.Find([.. new[] { path, beside }.SelectMany(place => KitFolders.Select(kit => Path.Combine(place, kit)))]);
        var unlabelled = images.Where(image => !truth.TryLabel(image, out _)).ToArray();
        return unlabelled.Length == 0
            ? images.Select(image => new LabelledFile(image, truth.TryLabel(image, out var label) ? label : -1))
            : throw new EnsembleException($"{unlabelled.Length} of {images.Length} images in '{path}' have no label in '{truth.FilePath}', the first is '{unlabelled[0]}'.");
    }

    [GeneratedRegex("^n[0-9]{8}$")]
    private static partial Regex Wnid();
}
