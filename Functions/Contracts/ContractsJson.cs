using System.Text.Json.Serialization;

namespace Ensemble.Contracts;

/// <summary>JSON of the messages: camel case, enumerations by name, nothing that is null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelRequest))]
[JsonSerializable(typeof(ModelResponse))]
[JsonSerializable(typeof(EnsembleRequest))]
[JsonSerializable(typeof(EnsembleResponse))]
[JsonSerializable(typeof(InvokeRequest))]
[JsonSerializable(typeof(InvokeResponse))]
[JsonSerializable(typeof(WorkflowInput))]
[JsonSerializable(typeof(WorkflowOutput))]
public sealed partial class ContractsJson : JsonSerializerContext;
