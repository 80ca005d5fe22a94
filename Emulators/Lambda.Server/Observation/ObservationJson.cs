using System.Text.Json.Serialization;

namespace Ensemble.Lambda.Server.Observation;

/// <summary>JSON of what can be observed.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EmulatorView))]
[JsonSerializable(typeof(FunctionsView))]
[JsonSerializable(typeof(EnvironmentsView))]
[JsonSerializable(typeof(InvocationsView))]
[JsonSerializable(typeof(LogView))]
internal sealed partial class ObservationJson : JsonSerializerContext;
