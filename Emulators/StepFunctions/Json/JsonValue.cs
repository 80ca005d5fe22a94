using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Ensemble.StepFunctions.Json;

/// <summary>
/// An immutable JSON value: what flows between states. Values are shared freely, numbers keep the text they were read from,
/// objects the order of their members.
/// </summary>
public abstract class JsonValue : IEquatable<JsonValue>
{
    /// <summary>How deep arrays and objects may be nested, as in the parser that Step Functions uses (Jackson's default).</summary>
    public const int MaxDepth = 1000;

    private protected JsonValue()
    {
    }

    /// <summary>Reads a value.</summary>
    /// <exception cref="JsonSyntaxException">It is not JSON; the message is worded as Step Functions does.</exception>
    public static JsonValue Parse(string text) => JsonReader.Read(text);

    /// <summary>The value of a string, number or boolean of .NET; no string is no value.</summary>
    [return: NotNullIfNotNull(nameof(value))]
    public static implicit operator JsonValue?(string? value) => value is null ? null : new JsonString(value);

    /// <inheritdoc cref="op_Implicit(string?)"/>
    public static implicit operator JsonValue(bool value) => value ? JsonBoolean.True : JsonBoolean.False;

    /// <inheritdoc cref="op_Implicit(string?)"/>
    public static implicit operator JsonValue(double value) => new JsonNumber(value);

    /// <inheritdoc cref="op_Implicit(string?)"/>
    public static implicit operator JsonValue(long value) => new JsonNumber(value);

    /// <inheritdoc cref="op_Implicit(string?)"/>
    public static implicit operator JsonValue(int value) => new JsonNumber((long)value);

    /// <summary>Compact JSON, without any space that is not part of a string.</summary>
    public string ToJson()
    {
        var builder = new StringBuilder();
        WriteTo(builder);
        return builder.ToString();
    }

    /// <summary>Compact JSON at the end of a text.</summary>
    public abstract void WriteTo(StringBuilder builder);

    /// <summary>Whether both are the same JSON: numbers by value, objects whatever the order of their members.</summary>
    public abstract bool Equals(JsonValue? other);

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => obj is JsonValue other && Equals(other);

    /// <inheritdoc/>
    public abstract override int GetHashCode();

    /// <summary>Compact JSON.</summary>
    public sealed override string ToString() => ToJson();
}

/// <summary>null</summary>
public sealed class JsonNull : JsonValue
{
    /// <summary>The only one.</summary>
    public static readonly JsonNull Instance = new();

    private JsonNull()
    {
    }

    /// <inheritdoc/>
    public override void WriteTo(StringBuilder builder) => builder.Append("null");

    /// <inheritdoc/>
    public override bool Equals(JsonValue? other) => other is JsonNull;

    /// <inheritdoc/>
    public override int GetHashCode() => 0;
}

/// <summary>true or false</summary>
public sealed class JsonBoolean : JsonValue
{
    /// <summary>true</summary>
    public static readonly JsonBoolean True = new(true);

    /// <summary>false</summary>
    public static readonly JsonBoolean False = new(false);

    private JsonBoolean(bool value) => Value = value;

    /// <summary>Which.</summary>
    public bool Value { get; }

    /// <inheritdoc/>
    public override void WriteTo(StringBuilder builder) => builder.Append(Value ? "true" : "false");

    /// <inheritdoc/>
    public override bool Equals(JsonValue? other) => other is JsonBoolean boolean && boolean.Value == Value;

    /// <inheritdoc/>
    public override int GetHashCode() => Value ? 1 : 2;
}

/// <summary>A string.</summary>
public sealed class JsonString(string value) : JsonValue
{
    /// <summary>The empty one.</summary>
    public static readonly JsonString Empty = new(string.Empty);

    /// <summary>Its characters.</summary>
    public string Value { get; } = value;

    /// <summary>A text as a JSON string: only what must be is escaped.</summary>
    public static void Write(StringBuilder builder, string value)
    {
        builder.Append('"');
        var done = 0;
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (c >= ' ' && c != '"' && c != '\\')
            {
                continue;
            }

            builder.Append(value, done, i - done);
            done = i + 1;
            _ = c switch
            {
                '"' => builder.Append("\\\""),
                '\\' => builder.Append("\\\\"),
                '\b' => builder.Append("\\b"),
                '\f' => builder.Append("\\f"),
                '\n' => builder.Append("\\n"),
                '\r' => builder.Append("\\r"),
                '\t' => builder.Append("\\t"),
                _ => builder.Append("\\u00").Append(((int)c).ToString("X2", System.Globalization.CultureInfo.InvariantCulture)),
            };
        }

        builder.Append(value, done, value.Length - done).Append('"');
    }

    /// <inheritdoc/>
    public override void WriteTo(StringBuilder builder) => Write(builder, Value);

    /// <inheritdoc/>
    public override bool Equals(JsonValue? other) => other is JsonString text && text.Value == Value;

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(Value, StringComparison.Ordinal);
}
