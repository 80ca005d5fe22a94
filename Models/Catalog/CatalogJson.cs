using System.Text.Json.Serialization;

namespace Ensemble.Models.Catalog;

/// <summary>JSON of what the catalog stores and shows.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    NewLine = "\n",
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelManifest))]
[JsonSerializable(typeof(TrainingRecord))]
public sealed partial class CatalogJson : JsonSerializerContext;
