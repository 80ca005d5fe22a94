using System.Text;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;

namespace Ensemble.StepFunctions.Execution;

/// <summary>Reads the items of a distributed Map from the object store.</summary>
internal static class ItemSource
{
    /// <summary>The items.</summary>
    /// <exception cref="StatesException"><see cref="StatesErrors.ItemReaderFailed"/></exception>
    public static async Task<JsonArray> ReadAsync(MapState state, Visit visit, Payload input, CancellationToken cancellationToken)
    {
        var reader = state.ItemReader!;
        var scope = visit.Scope(input.Value);
        var parameters = reader.Parameters?.Evaluate(scope) as JsonObject ?? JsonObject.Empty;
        var most = reader.MaxItems?.Whole(scope) is > 0 and var limit ? (int)Math.Min(limit, int.MaxValue) : int.MaxValue;
        if (visit.Flow.Run.Services.Objects is not { } objects)
        {
            throw Failed("There is no object store to read from.");
        }

        var bucket = Text(parameters, "Bucket");
        if (reader.Resource.Action == "listObjectsV2")
        {
            var listed = await objects.ListAsync(bucket, parameters["Prefix"] is JsonString prefix ? prefix.Value : string.Empty, cancellationToken);
            return new([.. listed.Take(most)]);
        }

        var content = Encoding.UTF8.GetString(await objects.GetAsync(bucket, Text(parameters, "Key"), cancellationToken)).TrimStart('\uFEFF');
        try
        {
            return reader.InputType switch
            {
                "CSV" => CsvItems.Read(content, reader.CsvDelimiter, reader.CsvHeaderLocation == "GIVEN" ? reader.CsvHeaders : null, most),
                "JSONL" => new([.. content.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(most).Select(JsonValue.Parse)]),
                "MANIFEST" => await ManifestAsync(JsonValue.Parse(content), objects, most, cancellationToken),
                _ => new([.. Array(JsonValue.Parse(content), reader.ItemsPointer).Take(most)]),
            };
        }
        catch (JsonSyntaxException exception)
        {
            throw Failed($"Attempting to map over non-iterable node or invalid JSON: {exception.Message}");
        }
    }

    /// <summary>The items could not be read.</summary>
    public static StatesException Failed(string cause) => new(StatesErrors.ItemReaderFailed, cause);

    private static string Text(JsonObject parameters, string name) =>
        (parameters[name] as JsonString)?.Value ?? throw Failed($"The field '{name}' of the ItemReader must be a string.");

    private static JsonArray Array(JsonValue value, string? pointer)
    {
        var at = value;
        foreach (var step in (pointer ?? string.Empty).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = (at as JsonObject)?[step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)]
                ?? throw Failed($"There is nothing at '{pointer}'.");
        }

        return at as JsonArray ?? throw Failed("Attempting to map over non-iterable node.");
    }

    // An S3 inventory: the manifest lists CSV files without headers, whose columns it names.
    private static async Task<JsonArray> ManifestAsync(JsonValue manifest, Tasks.IObjectStore objects, int most, CancellationToken cancellationToken)
    {
        if (manifest is not JsonObject { } root || root["fileSchema"] is not JsonString schema || root["files"] is not JsonArray files || root["destinationBucket"] is not JsonString bucket)
        {
            throw Failed("The manifest is not an S3 inventory manifest.");
        }

        var headers = schema.Value.Split(',', StringSplitOptions.TrimEntries);
        var items = new List<JsonValue>();
        foreach (var file in files.OfType<JsonObject>())
        {
            var name = bucket.Value[(bucket.Value.LastIndexOf(':') + 1)..];
            var content = Encoding.UTF8.GetString(await objects.GetAsync(name, Text(file, "key"), cancellationToken));
            items.AddRange(CsvItems.Read(content, ',', headers, most - items.Count));
        }

        return new(items);
    }
}

/// <summary>CSV as a distributed Map reads it: every value is a string, every line an object by the headers.</summary>
internal static class CsvItems
{
    /// <summary>Reads lines.</summary>
    /// <param name="content">The text.</param>
    /// <param name="delimiter">What separates fields.</param>
    /// <param name="headers">The headers; null: the first line.</param>
    /// <param name="most">How many items are read at most.</param>
    public static JsonArray Read(string content, char delimiter, IReadOnlyList<string>? headers, int most)
    {
        var items = new List<JsonValue>();
        foreach (var line in Lines(content, delimiter))
        {
            if (headers is null)
            {
                headers = line;
                if (headers.Distinct(StringComparer.Ordinal).Count() != headers.Count)
                {
                    throw ItemSource.Failed("CSV headers cannot contain duplicates.");
                }

                continue;
            }

            if (items.Count == most)
            {
                break;
            }

            items.Add(new JsonObject(JavaHashOrder.Sort(
                [.. headers.Select((header, i) => KeyValuePair.Create(header, (JsonValue)(i < line.Count ? line[i] : string.Empty)))])));
        }

        return headers is not null && headers.Distinct(StringComparer.Ordinal).Count() != headers.Count
            ? throw ItemSource.Failed("CSV headers cannot contain duplicates.")
            : new(items);
    }

    // RFC 4180: fields may be quoted, quotes within are doubled; empty lines are skipped.
    private static IEnumerable<List<string>> Lines(string content, char delimiter)
    {
        var line = new List<string>();
        var field = new StringBuilder();
        var (isQuoted, wasQuoted) = (false, false);
        for (var i = 0; i <= content.Length; i++)
        {
            var c = i < content.Length ? content[i] : '\n';
            if (isQuoted && i < content.Length)
            {
                if (c != '"')
                {
                    field.Append(c);
                }
                else if (i + 1 < content.Length && content[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (c == '"' && field.Length == 0)
            {
                (isQuoted, wasQuoted) = (true, true);
            }
            else if (c == delimiter)
            {
                line.Add(field.ToString());
                field.Clear();
            }
            else if (c == '\n')
            {
                if (line.Count > 0 || field.Length > 0 || wasQuoted)
                {
                    line.Add(field.ToString());
                    yield return line;
                }

                line = [];
                field.Clear();
                wasQuoted = false;
            }
            else if (c != '\r')
            {
                field.Append(c);
            }
        }
    }
}
