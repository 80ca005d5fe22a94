using System.Security.Cryptography;
using System.Text;
using Ensemble.Models.Catalog;
using Ensemble.Models.Graphs;
using Ensemble.Models.Inspection;
using Microsoft.ML.OnnxRuntime;

namespace Ensemble.Models.Import;

/// <summary>What the importer cannot read from an ONNX file.</summary>
public sealed record OnnxImportOptions
{
    /// <summary>The classes' names in the order of the outputs (<see cref="LabelsFile"/>).</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>What the network wants done to pixels 0–255 before they go in.</summary>
    public required Preprocessing Preprocessing { get; init; }

    /// <summary>Height and width of the input, for files that take any size; null: the file says it.</summary>
    public int? InputSize { get; init; }

    /// <summary>The model's name in the catalog; null: made from the file's name.</summary>
    public string? Name { get; init; }

    /// <summary>Whether an imported model of that name may be replaced.</summary>
    public bool Replace { get; init; }
}

/// <summary>Brings any image classifier in ONNX into the catalog.</summary>
public static class OnnxImporter
{
    private const int LargestSide = 4096;

    /// <summary>
    /// Wraps the classifier so that it takes <c>uint8</c> pixels and gives probabilities, tries it on noise and writes it
    /// into the catalog; nothing is written unless it works. Whether its outputs are probabilities or logits, which get a
    /// softmax, is seen from the trial: probabilities are not negative and sum to one.
    /// </summary>
    /// <exception cref="EnsembleException">The file cannot be read, is no such classifier, or does not fit the labels.</exception>
    public static CatalogEntry Import(ModelCatalog catalog, string onnxPath, OnnxImportOptions options)
    {
        var (model, content) = OnnxFile.Read(onnxPath);
        var foreign = ForeignModel.Of(model, onnxPath);
        if (foreign.TakesBytes && options.Preprocessing != Preprocessing.None)
        {
            throw new EnsembleException(
                $"{onnxPath} takes uint8 pixels, so its preprocessing is part of it; import it with --preprocess none.");
        }

        var (height, width) = (Side(foreign.Height, "height", options, onnxPath), Side(foreign.Width, "width", options, onnxPath));
        var ending = FindEnding(foreign, options, height, width, onnxPath);
        var wrapped = OnnxWrapper.Wrap(foreign, options.Preprocessing, height, width, ending);
        return catalog.Add(
            new()
            {
                Name = options.Name ?? NameFrom(onnxPath),
                Input = ManifestFactory.InputOf(height, width),
                Classes = options.Labels.Count,
                Labels = options.Labels,
                Preprocessing = PreprocessingRule.NameOf(options.Preprocessing),
                Weights = new(WeightsKind.Imported, Path.GetFileName(onnxPath), Convert.ToHexStringLower(SHA256.HashData(content))),
                Parameters = NodeDescriber.Parameters(model.Graph),
                File = string.Empty,
                Bytes = 0,
                Sha256 = string.Empty,
            },
            wrapped,
            options.Replace);
    }

    private static OnnxEnding FindEnding(ForeignModel foreign, OnnxImportOptions options, int height, int width, string path)
    {
        var bare = OnnxWrapper.Wrap(foreign, options.Preprocessing, height, width, ending: null);
        OnnxTrial one, two;
        try
        {
            one = OnnxTrial.Run(bare, path, 1, height, width);
            two = OnnxTrial.Run(bare, path, 2, height, width);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new EnsembleException(
                foreign.FixedBatch is null
                    ? $"{path} cannot be run on images of {height}x{width}: {exception.Message}"
                    : $"{FixedBatch(path, foreign)} ({exception.Message})",
                exception);
        }

        if (!two.Values.All(float.IsFinite))
        {
            throw new EnsembleException($"{path} gives outputs for random pixels that are not finite; the model is broken. Export it again.");
        }

        if (one.Shape is not [1, ..] || two.Shape is not [2, ..] || !Same(one.Row(0), two.Row(0)))
        {
            throw new EnsembleException(foreign.FixedBatch is null
                ? $"{path} does not treat the images of a batch one by one: one image gives [{string.Join(", ", one.Shape)}], two give [{string.Join(", ", two.Shape)}] or other values. "
                    + "Export it for inference, with a dynamic batch dimension."
                : FixedBatch(path, foreign));
        }

        var classes = two.Row(0).Length;
        if (classes != options.Labels.Count || two.Shape.Max() != Math.Max(classes, 2))
        {
            throw new EnsembleException(
                $"{path} gives [{string.Join(", ", one.Shape)}] for one image, but there are {options.Labels.Count} labels; there must be one label per class.");
        }

        return new(classes, Flatten: two.Shape.Length > 2, Softmax: !two.IsProbabilities());
    }

    private static string FixedBatch(string path, ForeignModel foreign) =>
        $"{path} takes batches of {foreign.FixedBatch} only, and that is built into its nodes; export it with a dynamic batch dimension.";

    private static int Side(int? stated, string side, OnnxImportOptions options, string path) => (stated, options.InputSize) switch
    {
        (null, null) => throw new EnsembleException($"{path} takes images of any {side}; say the size it was trained for with --input-size."),
        (null, < 1 or > LargestSide) => throw new EnsembleException($"The input size must be from 1 to {LargestSide}, not {options.InputSize}."),
        (null, { } chosen) => chosen,
        ({ } fixedSize, { } chosen) when fixedSize != chosen => throw new EnsembleException(
            $"{path} takes images of {side} {fixedSize} only; leave --input-size out."),
        ({ } fixedSize, _) => fixedSize,
    };

    private static bool Same(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var scale = 1f;
        var difference = 0f;
        for (var i = 0; i < a.Length; i++)
        {
            scale = MathF.Max(scale, MathF.Abs(a[i]));
            difference = MathF.Max(difference, MathF.Abs(a[i] - b[i]));
        }

        return difference <= 1e-3f * scale;
    }

    private static string NameFrom(string path)
    {
        var name = new StringBuilder();
        foreach (var character in Path.GetFileNameWithoutExtension(path).ToLowerInvariant())
        {
            name.Append(char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' ? character : '-');
        }

        return name.ToString();
    }
}
