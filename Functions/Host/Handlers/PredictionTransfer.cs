using System.Security.Cryptography;
using Ensemble.Contracts;
using Ensemble.Contracts.Predictions;
using Ensemble.Functions.Storage;

namespace Ensemble.Functions.Handlers;

/// <summary>Brings predictions into the form in which they travel, and back.</summary>
internal sealed class PredictionTransfer(ObjectStores stores)
{
    private const long MostBytes = 512L * 1024 * 1024;

    /// <summary>Encodes predictions, and stores them if they are to travel by reference.</summary>
    /// <param name="probabilities">Item by item; NaN for an item that could not be predicted.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="form">How they travel.</param>
    /// <param name="budget">Bytes that compact ones may take; null: the default.</param>
    /// <param name="store">The prefix that they are stored below.</param>
    /// <param name="name">The object's name below it.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<PredictionPayload> EncodeAsync(
        float[] probabilities, int classes, PredictionForm form, int? budget, string? store, string name, CancellationToken cancellationToken)
    {
        if (form == PredictionForm.Compact)
        {
            var compact = CompactPredictions.Encode(probabilities, classes, budget ?? CompactPredictions.DefaultBudget);
            return new() { Form = form, Data = compact, Bytes = compact.Length, Step = CompactPredictions.StepOf(compact) };
        }

        var full = FullPredictions.Encode(probabilities);
        if (form == PredictionForm.Full)
        {
            return new() { Form = form, Data = full, Bytes = full.Length };
        }

        var address = ObjectStores.Below(ObjectStores.Parse(store!), name);
        await stores.WriteAsync(address, full, cancellationToken);
        return new() { Form = form, Uri = address.AbsoluteUri, Bytes = full.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(full)) };
    }

    /// <summary>Decodes a model's predictions, which are fetched if they travel by reference.</summary>
    /// <exception cref="ContractException">They are missing, broken, or not those that were stored.</exception>
    public async Task<float[]> DecodeAsync(ModelResponse response, CancellationToken cancellationToken)
    {
        var payload = response.Predictions;
        switch (payload.Form)
        {
            case PredictionForm.Compact:
                return CompactPredictions.Decode(Data(response), response.Items, response.Classes);
            case PredictionForm.Full:
                return FullPredictions.Decode(Data(response), response.Items, response.Classes);
            default:
                var content = await stores.ReadAsync(
                    ObjectStores.Parse(payload.Uri ?? throw Missing(response, "uri")), MostBytes, cancellationToken);
                return payload.Sha256 is null || payload.Sha256 == Convert.ToHexStringLower(SHA256.HashData(content))
                    ? FullPredictions.Decode(content, response.Items, response.Classes)
                    : throw new ContractException($"predictions.sha256: what is at {payload.Uri} is not what model '{response.Model}' has stored there.");
        }
    }

    private static byte[] Data(ModelResponse response) => response.Predictions.Data ?? throw Missing(response, "data");

    private static ContractException Missing(ModelResponse response, string field) =>
        new($"predictions.{field}: the predictions of model '{response.Model}' travel as {response.Predictions.Form}, but there is no '{field}'.");
}
