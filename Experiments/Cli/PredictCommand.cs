using System.CommandLine;
using Ensemble.Models;
using Ensemble.Models.Catalog;
using Ensemble.Models.Combiners;
using Ensemble.Models.Images;
using Ensemble.Models.Inference;
using Ensemble.Models.Networks;

namespace Ensemble.Cli;

/// <summary>A class and how probable it is.</summary>
internal sealed record ClassProbability(string Label, float Probability);

/// <summary>What one model, or all together, say of an image: the most probable classes first.</summary>
internal sealed record Verdict(string Model, string? Caveat, IReadOnlyList<ClassProbability> Top);

/// <summary>What is said of an image, or why nothing can be; the ensemble's verdict comes last.</summary>
internal sealed record ImagePrediction(string Image, string? Error, IReadOnlyList<Verdict>? Verdicts);

/// <summary><c>ensemble predict IMAGE…</c></summary>
internal static class PredictCommand
{
    private static readonly Argument<string[]> Images = new("images")
    {
        Description = "JPEG, PNG or WebP files.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string[]> Models = new("--models")
    {
        Description = "Models of the catalog that tell the same classes apart; default: the bundled ones.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string> Combiner = CommonOptions.Combiner();

    private static readonly Option<double[]> Weights = CommonOptions.CombinerWeights();

    private static readonly Option<int> Top = new("--top") { Description = "Classes to show.", DefaultValueFactory = _ => 3 };

    private static readonly Option<DirectoryInfo?> Data = CommonOptions.Data();

    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create(Terminal terminal)
    {
        var command = new Command("predict", "Says what models, alone and together, see in images.")
        {
            Images, Models, Combiner, Weights, Top, Data, Json,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, terminal, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var predictions = Predict(parsed, cancellation);
        if (parsed.GetValue(Json))
        {
            terminal.WriteJson(predictions, CliJson.Default.IReadOnlyListImagePrediction);
        }
        else
        {
            Write(terminal, predictions);
        }

        foreach (var failed in predictions.Where(prediction => prediction.Error is not null))
        {
            terminal.Error.WriteLine($"error: {failed.Error}");
        }

        return predictions.Any(prediction => prediction.Error is not null) ? 1 : 0;
    }

    private static IReadOnlyList<ImagePrediction> Predict(ParseResult parsed, CancellationToken cancellation)
    {
        var catalog = parsed.Catalog(Data);
        var names = parsed.GetValue(Models) is { Length: > 0 } given ? given : [.. NetworkCatalog.MiniNetworks.Select(network => network.Name)];
        IReadOnlyList<CatalogEntry> models = [.. names.Select(catalog.Open)];
        CheckLabels(models);
        var top = parsed.GetValue(Top);
        if (top < 1)
        {
            throw new EnsembleException($"At least one class must be shown, not {top}: change --top.");
        }

        var combiner = parsed.CreateCombiner(Combiner, Weights);
        var images = parsed.GetRequiredValue(Images);
        DecodedImage[] decoded = [.. images.Select(path => ImageDecoder.Default.DecodeFile(path))];
        var results = models.Select(model => Run(model, decoded, Path.Combine(parsed.DataFolder(Data), "cache"), cancellation)).ToArray();
        return [.. images.Select((image, index) => decoded[index].Error is { } error
            ? new ImagePrediction(image, error, null)
            : new ImagePrediction(image, null, Verdicts(models, [.. results.Select(result => result.Of(index).ToArray())], combiner, top)))];
    }

    private static void CheckLabels(IReadOnlyList<CatalogEntry> models)
    {
        var first = models[0].Manifest;
        if (models.FirstOrDefault(model => !model.Manifest.Labels.SequenceEqual(first.Labels)) is { } other)
        {
            throw new EnsembleException(
                $"'{first.Name}' and '{other.Manifest.Name}' do not tell the same classes apart, so their answers cannot be combined. Choose others with --models.");
        }
    }

    private static Prediction Run(CatalogEntry model, DecodedImage[] images, string cache, CancellationToken cancellation)
    {
        // A handful of images is not worth measuring micro-batches for.
        using var classifier = model.CreateClassifier(new() { Threads = Environment.ProcessorCount, MicroBatch = 1, CacheFolder = cache });
        return classifier.Predict(images.Length, index => images[index], model.Manifest.Preparation(), cancellation);
    }

    private static List<Verdict> Verdicts(IReadOnlyList<CatalogEntry> models, float[][] probabilities, ICombiner combiner, int top)
    {
        var manifest = models[0].Manifest;
        var combined = new float[manifest.Classes];
        combiner.Combine([.. probabilities.Select(row => (ReadOnlyMemory<float>)row)], manifest.Classes, combined);
        IReadOnlyList<ClassProbability> Best(float[] row) =>
            [.. Enumerable.Range(0, row.Length).OrderByDescending(index => row[index]).Take(top).Select(index => new ClassProbability(manifest.Labels[index], row[index]))];
        var verdicts = models.Zip(probabilities, (model, row) => new Verdict(
            model.Manifest.Name, model.Manifest.IsTrained ? null : model.Manifest.Caveat, Best(row))).ToList();
        verdicts.Add(new("ensemble", verdicts.FirstOrDefault(verdict => verdict.Caveat is not null)?.Caveat, Best(combined)));
        return verdicts;
    }

    private static void Write(Terminal terminal, IReadOnlyList<ImagePrediction> predictions) => terminal.WriteTable(
        ["image", "model", "classes"],
        from prediction in predictions
        from verdict in prediction.Verdicts ?? []
        select (string[])
        [
            prediction.Image,
            verdict.Caveat is null ? verdict.Model : $"{verdict.Model} ({verdict.Caveat})",
            string.Join(", ", verdict.Top.Select(best => FormattableString.Invariant($"{best.Label} {best.Probability * 100:0.0} %"))),
        ]);
}
