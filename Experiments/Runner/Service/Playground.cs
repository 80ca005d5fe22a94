using Ensemble.Contracts;
using Ensemble.Contracts.Predictions;
using Ensemble.Models;
using Ensemble.Models.Catalog;
using Ensemble.Models.Combiners;
using Ensemble.Runner.Costs;
using Ensemble.Runner.Systems;
using Ensemble.Runner.Trials;

namespace Ensemble.Runner.Service;

/// <summary>Has single pictures predicted by an ensemble of the user's choice, with the same functions that are measured.</summary>
/// <param name="system">Where they run.</param>
/// <param name="catalog">The models.</param>
/// <param name="cacheFolder">Where optimised graphs are kept.</param>
public sealed class Playground(ISystemUnderTest system, ModelCatalog catalog, string cacheFolder)
{
    /// <summary>The most bytes of an image: what an invocation takes, less base64's third.</summary>
    public const int LargestImage = 4_000_000;

    private const int Ranks = 5;
    private static readonly Prices Prices = new();

    /// <summary>The models that can be asked.</summary>
    public IReadOnlyList<PlaygroundModel> Models() =>
        [.. catalog.List().Entries.Select(entry => new PlaygroundModel(entry.Manifest.Name, entry.Manifest.Classes, entry.Manifest.Caveat is { Length: > 0 } caveat ? caveat : null))];

    /// <summary>Has a picture predicted.</summary>
    /// <exception cref="EnsembleException">The request cannot be carried out.</exception>
    /// <exception cref="SystemUnderTestException">It failed.</exception>
    public async Task<PlaygroundAnswer> PredictAsync(PlaygroundRequest request, CancellationToken cancellationToken)
    {
        var labels = Checked(request);
        var deployment = new EnsembleDeployment
        {
            Prefix = "playground",
            Models = request.Models,
            LocalVariables = new Dictionary<string, string> { ["ENSEMBLE_CATALOG"] = catalog.Folder, ["ENSEMBLE_CACHE"] = cacheFolder },
        };
        await system.DeployAsync(deployment, cancellationToken);
        var outcome = await system.InvokeAsync(
            deployment,
            new()
            {
                Model = new() { Items = new() { DataSet = request.Item, Inline = request.Image is { } image ? [image] : null }, Form = PredictionForm.Full },
                Flow = request.Flow,
                Combine = new() { Combiner = request.Combiner, Form = PredictionForm.Full, WithPredictions = true },
            },
            cancellationToken);
        var result = outcome.Response.Result;
        var transitions = deployment.Models.Count + (request.Flow == Flow.Parallel ? 2 : 1);
        return new(
            [.. result.Models.Select(model => new ModelAnswer(model.Model, Ranked(model.Predictions, result.Classes, labels), model.Timing, result.Errors?.FirstOrDefault(error => error.Model == model.Model)?.Message))],
            Ranked(result.Predictions, result.Classes, labels),
            result.Labels is [var label, ..] ? labels[label] : null,
            outcome.Milliseconds,
            TrialLedger.Of(outcome, deployment),
            outcome.Response.Execution.Arn,
            outcome.TraceId,
            outcome.Invocations,
            Prices.Of(outcome.Invocations, outcome.Response.Execution, transitions, result.Timings()).Total,
            result.Caveat);
    }

    private IReadOnlyList<string> Checked(PlaygroundRequest request)
    {
        if (request.Models.Count < 2 || request.Models.Distinct(StringComparer.Ordinal).Count() != request.Models.Count)
        {
            throw new EnsembleException("models: choose at least two, each once.");
        }

        if (request.Item is null == request.Image is null)
        {
            throw new EnsembleException("Give an item of a data set or an image, one of the two.");
        }

        if (request.Image is { Length: > LargestImage })
        {
            throw new EnsembleException($"image: it has {request.Image.Length:N0} bytes; at most {LargestImage:N0} fit an invocation. Make it smaller.");
        }

        _ = CombinerCatalog.Create(request.Combiner);
        var manifests = request.Models.Select(model => catalog.Open(model).Manifest).ToList();
        var other = manifests.Find(manifest => manifest.Classes != manifests[0].Classes);
        return other is null
            ? manifests[0].Labels
            : throw new EnsembleException($"models: {manifests[0].Name} tells {manifests[0].Classes} classes apart and {other.Name} {other.Classes}; choose models of the same classes.");
    }

    private static IReadOnlyList<RankedClass> Ranked(PredictionPayload? payload, int classes, IReadOnlyList<string> labels)
    {
        if (payload?.Data is not { } data)
        {
            return [];
        }

        var probabilities = FullPredictions.Decode(data, 1, classes);
        return [.. probabilities.Index().Where(one => !float.IsNaN(one.Item)).OrderByDescending(one => one.Item).Take(Ranks).Select(one => new RankedClass(labels[one.Index], one.Item))];
    }
}
