using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ensemble.Contracts;

namespace Ensemble.Functions.Handlers;

/// <summary>Reads events.</summary>
internal static class Requests
{
    /// <exception cref="ContractException">The event is not of the form; the message says where.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> payload, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(payload.Span, type) ?? throw new ContractException("The event is null; an object is expected.");
        }
        catch (JsonException exception)
        {
            throw new ContractException($"{exception.Path ?? "$"}: the event is not of the form that this function takes: {exception.Message}");
        }
    }
}
