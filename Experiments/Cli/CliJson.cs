using System.Text.Json.Serialization;
using Ensemble.Cli.DataSets;
using Ensemble.Cli.Experiments;
using Ensemble.Cli.Models;
using Ensemble.Models.Inspection;
using Ensemble.Runner.Results;

namespace Ensemble.Cli;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    NewLine = "\n",
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExperimentComparison))]
[JsonSerializable(typeof(IReadOnlyList<ExperimentRow>))]
[JsonSerializable(typeof(IReadOnlyList<ModelRow>))]
[JsonSerializable(typeof(IReadOnlyList<VerifyRow>))]
[JsonSerializable(typeof(IReadOnlyList<DataSetRow>))]
[JsonSerializable(typeof(IReadOnlyList<ImagePrediction>))]
[JsonSerializable(typeof(ModelInspection))]
internal sealed partial class CliJson : JsonSerializerContext;
