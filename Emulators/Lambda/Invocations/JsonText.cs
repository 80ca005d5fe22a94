using System.Text.Json;

namespace Ensemble.Lambda.Invocations;

/// <summary>Checks JSON without building anything of it.</summary>
public static class JsonText
{
    /// <summary>Whether the bytes are one JSON value in UTF-8.</summary>
    public static bool IsValid(ReadOnlySpan<byte> utf8) => Fault(utf8) is null;

    /// <summary>What is wrong with the bytes, and where; null: they are one JSON value in UTF-8.</summary>
    public static string? Fault(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 1000 });
            while (reader.Read())
            {
                // Strings are checked as they are read, all but the UTF-8 in them.
            }

            return System.Text.Unicode.Utf8.IsValid(utf8) ? null : "Invalid UTF-8";
        }
        catch (JsonException exception)
        {
            return exception.Message;
        }
    }
}
