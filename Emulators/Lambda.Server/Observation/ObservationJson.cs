using System.Text.Json.Serialization;
using Ensemble.Lambda.Observation;

namespace Ensemble.Lambda.Server.Observation;

/// <summary>JSON of what can be observed.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EmulatorView))]
[JsonSerializable(typeof(IReadOnlyList<FunctionView>))]
[JsonSerializable(typeof(IReadOnlyList<EnvironmentView>))]
[JsonSerializable(typeof(IReadOnlyList<InvocationView>))]
[JsonSerializable(typeof(IReadOnlyList<LogEvent>))]
internal sealed partial class ObservationJson : JsonSerializerContext;
