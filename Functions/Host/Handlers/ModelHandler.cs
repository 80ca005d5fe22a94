using System.Globalization;
using System.Text.Json;
using Ensemble.Contracts;
using Ensemble.Functions.Runtime;
using Ensemble.Functions.Storage;
using Ensemble.Models.Catalog;
using Ensemble.Models.Inference;

namespace Ensemble.Functions.Handlers;

/// <summary>
/// Predicts one batch with one model, which is loaded before the first event. Threads: what the memory buys
/// (<c>ENSEMBLE_THREADS</c>); items per run of the network: 1 for large pictures, 8 for small ones, the fastest of those
/// that were measured (<c>ENSEMBLE_MICRO_BATCH</c>); optimised graphs are kept in <c>ENSEMBLE_CACHE</c>.
/// </summary>
internal sealed class ModelHandler : IHandler
{
    private const int LargeSide = 128;

    private readonly CatalogEntry _model;
    private readonly Classifier _classifier;
    private readonly ObjectStores _stores;
    private readonly PredictionTransfer _transfer;
    private readonly ItemLoader _loader;
    private readonly TimeProvider _time;
    private readonly int _threads;
    private readonly double _initMilliseconds;

    private ModelHandler(CatalogEntry model, Classifier classifier, int threads, ObjectStores stores, FunctionSettings settings, TimeProvider time)
    {
        _model = model;
        _classifier = classifier;
        _threads = threads;
        _stores = stores;
        _transfer = new(stores);
        _loader = new(settings, stores);
        _time = time;
        _initMilliseconds = ProcessAge.Milliseconds(time);
    }

    /// <summary>Loads the model.</summary>
    public static IHandler Create(FunctionSettings settings, FunctionLog log, TimeProvider time)
    {
        var stores = new ObjectStores(settings);
        var model = ModelSource.Open(settings, stores);
        var threads = settings.Whole("ENSEMBLE_THREADS", 1, 64) ?? Math.Min(ClassifierOptions.ThreadsFor(settings.VCpus), Environment.ProcessorCount);
        var classifier = model.CreateClassifier(
            new()
            {
                Threads = threads,
                MicroBatch = settings.Whole("ENSEMBLE_MICRO_BATCH", 1, 4096) ?? (model.Manifest.Input.Height >= LargeSide ? 1 : 8),
                CacheFolder = settings["ENSEMBLE_CACHE"] ?? Path.Combine(settings.TemporaryFolder, "ensemble", "cache"),
            },
            time);
        log.Information($"Model {model.Manifest.Name} is ready: {threads} threads, graph {classifier.GraphOrigin.ToString().ToLowerInvariant()}.");
        return new ModelHandler(model, classifier, threads, stores, settings, time);
    }

    public async ValueTask<HandlerResult> HandleAsync(ReadOnlyMemory<byte> payload, HandlerContext context)
    {
        var ledger = new Ledger(context, _initMilliseconds, _threads, _time);
        var request = Requests.Read(payload, ContractsJson.Default.ModelRequest).Checked();
        var (load, labels) = _loader.Open(request.Items, context.CancellationToken);
        var predicting = ledger.Now;
        var prediction = _classifier.Predict(request.Items.Count(), load, _model.Manifest.Preparation(), context.CancellationToken);
        ledger.Part("predict", predicting);
        context.Trace.Annotate("decode_ms", prediction.Timing.Decode);
        context.Trace.Annotate("preprocess_ms", prediction.Timing.Preprocess);
        context.Trace.Annotate("inference_ms", prediction.Timing.Inference);
        var encoding = ledger.Now;
        var predictions = await _transfer.EncodeAsync(
            prediction.Probabilities,
            prediction.Classes,
            request.Form,
            request.Budget,
            request.Store,
            string.Create(CultureInfo.InvariantCulture, $"{_model.Manifest.Name}-{context.RequestId}.f32"),
            context.CancellationToken);
        var encode = ledger.Part("encode", encoding);
        var (read, written) = _stores.TakeCounts();
        return new(JsonSerializer.SerializeToUtf8Bytes(
            new()
            {
                Model = _model.Manifest.Name,
                Items = prediction.Count,
                Classes = prediction.Classes,
                Predictions = predictions,
                Labels = request.WithLabels is false ? null : labels,
                Errors = prediction.Errors.Count > 0 ? [.. prediction.Errors.Select(error => new ItemFault(error.Item, error.Message))] : null,
                Caveat = _model.Manifest.Caveat.Length > 0 ? _model.Manifest.Caveat : null,
                Timing = ledger.ToTiming() with
                {
                    Decode = prediction.Timing.Decode,
                    Preprocess = prediction.Timing.Preprocess,
                    Inference = prediction.Timing.Inference,
                    Encode = encode,
                    ObjectsRead = read,
                    ObjectsWritten = written,
                },
            },
            ContractsJson.Default.ModelResponse));
    }

    public void Dispose()
    {
        _classifier.Dispose();
        _stores.Dispose();
    }
}
