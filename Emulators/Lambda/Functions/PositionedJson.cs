using System.Text;
using System.Text.Json;

namespace Ensemble.Lambda.Functions;

/// <summary>
/// A JSON value that knows its path and its line, so that an error can say where it is. Comments and trailing commas are
/// accepted.
/// </summary>
/// <param name="Path">E.g. <c>functions[0].name</c>; empty: the whole document.</param>
/// <param name="Line">The line it begins in, from 1.</param>
/// <param name="Kind">What it is.</param>
internal sealed record PositionedJson(string Path, int Line, JsonValueKind Kind)
{
    /// <summary>The members of an object, in order; a name may occur twice.</summary>
    public IReadOnlyList<(string Name, PositionedJson Value)> Members { get; private init; } = [];

    /// <summary>The elements of an array.</summary>
    public IReadOnlyList<PositionedJson> Elements { get; private init; } = [];

    /// <summary>A string, or the digits of a number.</summary>
    public string Text { get; private init; } = string.Empty;

    /// <summary>Reads a document.</summary>
    /// <exception cref="FunctionsFileException">It is not JSON.</exception>
    public static PositionedJson Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var path = string.Empty;
        try
        {
            reader.Read();
            var value = Read(ref reader, utf8, string.Empty, ref path);
            reader.Read();
            return value;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            var (line, column) = exception is JsonException { LineNumber: { } number } json ? (number + 1, json.BytePositionInLine + 1) : (1, 1);
            var reason = exception.Message.Split(" LineNumber:")[0].TrimEnd();
            throw new FunctionsFileException([$"line {line}, column {column}{(path.Length > 0 ? $", at or after {path}" : string.Empty)}: this is not JSON: {reason}"]);
        }
    }

    private static PositionedJson Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, string path, ref string reached)
    {
        reached = path;
        var line = 1 + utf8[..(int)reader.TokenStartIndex].Count((byte)'\n');
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var members = new List<(string, PositionedJson)>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = reader.GetString()!;
                    reached = path.Length == 0 ? name : $"{path}.{name}";
                    reader.Read();
                    members.Add((name, Read(ref reader, utf8, reached, ref reached)));
                }

                return new(path, line, JsonValueKind.Object) { Members = members };
            case JsonTokenType.StartArray:
                var elements = new List<PositionedJson>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    elements.Add(Read(ref reader, utf8, $"{path}[{elements.Count}]", ref reached));
                }

                return new(path, line, JsonValueKind.Array) { Elements = elements };
            case JsonTokenType.String:
                return new(path, line, JsonValueKind.String) { Text = reader.GetString()! };
            case JsonTokenType.Number:
                return new(path, line, JsonValueKind.Number) { Text = Encoding.UTF8.GetString(reader.ValueSpan) };
            case JsonTokenType.True:
                return new(path, line, JsonValueKind.True);
            case JsonTokenType.False:
                return new(path, line, JsonValueKind.False);
            default:
                return new(path, line, JsonValueKind.Null);
        }
    }
}
