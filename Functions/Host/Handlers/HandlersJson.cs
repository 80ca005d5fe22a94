using System.Text.Json.Serialization;

namespace Ensemble.Functions.Handlers;

/// <summary>JSON of what the handlers use among themselves.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BurnResult))]
[JsonSerializable(typeof(int))]
internal sealed partial class HandlersJson : JsonSerializerContext;
