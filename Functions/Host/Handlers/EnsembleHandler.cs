using System.Globalization;
using System.Text.Json;
using Ensemble.Contracts;
using Ensemble.Functions.Runtime;
using Ensemble.Functions.Storage;
using Ensemble.Models.Combiners;

namespace Ensemble.Functions.Handlers;

/// <summary>
/// Combines the predictions of several models for the same items, and says who was right where the labels are known. An item
/// that a model could not predict is combined from the others; one that none could predict has no class.
/// </summary>
internal sealed class EnsembleHandler : IHandler
{
    private readonly ObjectStores _stores;
    private readonly PredictionTransfer _transfer;
    private readonly TimeProvider _time;
    private readonly double _initMilliseconds;

    public EnsembleHandler(FunctionSettings settings, TimeProvider time)
    {
        _stores = new(settings);
        _transfer = new(_stores);
        _time = time;
        _initMilliseconds = ProcessAge.Milliseconds(time);
    }

    public async ValueTask<HandlerResult> HandleAsync(ReadOnlyMemory<byte> payload, HandlerContext context)
    {
        var ledger = new Ledger(context, _initMilliseconds, threads: 1, _time);
        var request = Requests.Read(payload, ContractsJson.Default.EnsembleRequest).Checked();
        var decoding = ledger.Now;
        var models = new List<float[]>();
        foreach (var branch in request.Branches)
        {
            models.Add(await _transfer.DecodeAsync(branch, context.CancellationToken));
        }

        var decoded = ledger.Part("decode", decoding);
        var combining = ledger.Now;
        var classes = request.Branches[0].Classes;
        var combiner = request.Combiner ?? CombinerCatalog.Default;
        var combined = Combination.Of(models, classes, combiner, request.Weights);
        var labels = request.Branches.Select(branch => branch.Labels).FirstOrDefault(known => known is not null);
        CheckLabels(labels, request.Branches[0].Items, classes);
        var top = Combination.Top(combined, classes);
        var response = new EnsembleResponse
        {
            Combiner = combiner,
            Items = request.Branches[0].Items,
            Classes = classes,
            Top = top,
            Probability = [.. top.Select((best, item) => best < 0 ? 0 : MathF.Round(combined[(item * classes) + best], 4))],
            Models = [.. request.Branches.Zip(models, (branch, probabilities) => Score(branch, Combination.Top(probabilities, classes), labels, request.WithPredictions == true))],
            Labels = labels,
            Correct = Correct(top, labels),
            Errors = Faults(request),
            Caveat = request.Branches.Select(branch => branch.Caveat).FirstOrDefault(caveat => caveat is not null),
            Timing = ledger.ToTiming(),
        };
        var combine = ledger.Part("combine", combining);
        var encoding = ledger.Now;
        var predictions = request.Form is not { } form ? null : await _transfer.EncodeAsync(
            combined, classes, form, request.Budget, request.Store,
            string.Create(CultureInfo.InvariantCulture, $"ensemble-{context.RequestId}.f32"), context.CancellationToken);
        var encode = ledger.Part("encode", encoding);
        var (read, written) = _stores.TakeCounts();
        return new(JsonSerializer.SerializeToUtf8Bytes(
            response with
            {
                Predictions = predictions,
                Timing = ledger.ToTiming() with { Decode = decoded, Combine = combine, Encode = encode, ObjectsRead = read, ObjectsWritten = written },
            },
            ContractsJson.Default.EnsembleResponse));
    }

    public void Dispose() => _stores.Dispose();

    private static ModelScore Score(ModelResponse branch, IReadOnlyList<int> top, IReadOnlyList<int>? labels, bool withPredictions) =>
        new(branch.Model, top, branch.Predictions.Form, branch.Predictions.Bytes, branch.Timing, Correct(top, labels), withPredictions ? branch.Predictions : null);

    private static int? Correct(IReadOnlyList<int> top, IReadOnlyList<int>? labels) =>
        labels is null ? null : top.Zip(labels).Count(pair => pair.First == pair.Second);

    private static List<ModelFault>? Faults(EnsembleRequest request)
    {
        var faults = request.Branches
            .SelectMany(branch => (branch.Errors ?? []).Select(error => new ModelFault(branch.Model, error.Item, error.Message))).ToList();
        return faults.Count > 0 ? faults : null;
    }

    private static void CheckLabels(IReadOnlyList<int>? labels, int items, int classes)
    {
        if (labels is not null && (labels.Count != items || labels.Any(label => label < 0 || label >= classes)))
        {
            throw new ContractException($"branches.labels: {labels.Count} labels do not fit {items} items in {classes} classes.");
        }
    }
}
