using System.Text;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Execution;

/// <summary>Data that flows between states: a value, and its text as it came or compact.</summary>
public sealed class Payload
{
    /// <summary>How many bytes the input or output of a state may have.</summary>
    public const int MaxBytes = 262_144;

    private string? _text;

    /// <summary>Data that was computed.</summary>
    public Payload(JsonValue value) => Value = value;

    private Payload(JsonValue value, string text)
    {
        Value = value;
        _text = text;
    }

    /// <summary>The value.</summary>
    public JsonValue Value { get; }

    /// <summary>Its text.</summary>
    public string Text => _text ??= Value.ToJson();

    /// <summary>Whether it is larger than a state may have.</summary>
    public bool IsTooLarge => IsLarger(Text, MaxBytes);

    /// <summary>Data that was given as text, which is kept, spaces included.</summary>
    /// <exception cref="JsonSyntaxException">It is not JSON.</exception>
    public static Payload Parse(string text) => new(JsonValue.Parse(text), text);

    /// <summary>The same payload if the value is its own, else a new one.</summary>
    internal Payload Or(JsonValue value) => ReferenceEquals(value, Value) ? this : new(value);

    /// <summary>Whether a text has more bytes than allowed.</summary>
    internal static bool IsLarger(string text, int most) => text.Length > most || (text.Length > most / 3 && Encoding.UTF8.GetByteCount(text) > most);
}
