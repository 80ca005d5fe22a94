using System.Text.Json.Serialization;

namespace Ensemble.Runner;

/// <summary>JSON of accuracy reports.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    NewLine = "\n",
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AccuracyReport))]
public sealed partial class AccuracyJson : JsonSerializerContext;
