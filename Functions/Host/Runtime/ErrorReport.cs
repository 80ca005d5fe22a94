using System.Text.Json;

namespace Ensemble.Functions.Runtime;

/// <summary>Describes an exception as .NET functions do on AWS: its type, its message, its stack, its cause.</summary>
internal static class ErrorReport
{
    private const int MostCauses = 5;
    private const int MostFrames = 50;

    /// <summary>The error's type for the platform, e.g. <c>Function.InvalidOperationException</c>.</summary>
    public static string TypeOf(Exception exception, string kind) => $"{kind}.{exception.GetType().Name}";

    /// <summary>The description as JSON.</summary>
    public static byte[] Write(Exception exception)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, exception, MostCauses);
        }

        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Exception exception, int causes)
    {
        json.WriteStartObject();
        json.WriteString("errorType", exception.GetType().Name);
        json.WriteString("errorMessage", exception.Message);
        json.WriteStartArray("stackTrace");
        foreach (var line in (exception.StackTrace ?? string.Empty).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(MostFrames))
        {
            json.WriteStringValue(line);
        }

        json.WriteEndArray();
        if (exception.InnerException is { } cause && causes > 0)
        {
            json.WritePropertyName("cause");
            Write(json, cause, causes - 1);
        }

        json.WriteEndObject();
    }
}
