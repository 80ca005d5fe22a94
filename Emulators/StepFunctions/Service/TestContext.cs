using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Service;

/// <summary>The context object that a test of a state may bring along.</summary>
internal static class TestContext
{
    private static readonly Dictionary<string, string[]> Fields = new(StringComparer.Ordinal)
    {
        ["Execution"] = ["Id", "Input", "Name", "RoleArn", "StartTime", "RedriveCount", "RedriveTime"],
        ["State"] = ["EnteredTime", "Name", "RetryCount"],
        ["StateMachine"] = ["Id", "Name"],
        ["Task"] = ["Token"],
    };

    /// <summary>Reads it; null: there is none.</summary>
    public static JsonObject? Read(string? text)
    {
        if (text is null)
        {
            return null;
        }

        JsonValue value;
        try
        {
            value = JsonValue.Parse(text);
        }
        catch (JsonSyntaxException exception)
        {
            throw Invalid(exception.Message);
        }

        if (value is not JsonObject context)
        {
            throw Invalid("Context must be an object");
        }

        foreach (var (name, part) in context.Members)
        {
            if (name == "Map")
            {
                throw Invalid("'Map' field is not supported when mocking a Context object");
            }

            if (!Fields.TryGetValue(name, out var allowed))
            {
                throw Invalid($"Field '{name}' is not allowed");
            }

            foreach (var (field, content) in (part as JsonObject ?? throw Invalid($"{name} must be an object")).Members)
            {
                Check(name, field, content, allowed);
            }
        }

        return context;
    }

    private static void Check(string part, string field, JsonValue value, string[] allowed)
    {
        if (!allowed.Contains(field))
        {
            throw Invalid($"Field '{field}' is not allowed");
        }

        var expected = field switch
        {
            "Input" => null,
            "RetryCount" or "RedriveCount" => value is JsonNumber ? null : "a number",
            _ => value is JsonString ? null : "a string",
        };
        if (expected is not null)
        {
            throw Invalid($"{part}.{field} must be {expected}");
        }
    }

    private static ServiceException Invalid(string why) => ServiceException.Validation($"Invalid Context object provided: {why}");
}
