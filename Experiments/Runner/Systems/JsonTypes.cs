using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Ensemble.Runner.Systems;

/// <summary>JSON without a type of its own.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class JsonTypes : JsonSerializerContext;
