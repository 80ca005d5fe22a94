using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language.Jsonata.Pictures;

namespace Ensemble.StepFunctions.Language.Jsonata.Functions;

/// <summary>Functions of times.</summary>
internal static class Times
{
    /// <summary>$toMillis</summary>
    public static JsonValue? ToMillis(CallContext context, JsonValue? value, JsonValue? picture) =>
        value is JsonString text && DateTimePicture.Parse(text.Value, (picture as JsonString)?.Value, context.Evaluator.Context.Now) is { } millis ? millis : null;

    /// <summary>$fromMillis</summary>
    public static JsonValue? FromMillis(JsonValue? value, JsonValue? picture, JsonValue? zone) =>
        value is JsonNumber millis ? DateTimePicture.Format(millis.Value, (picture as JsonString)?.Value, (zone as JsonString)?.Value) : null;
}
