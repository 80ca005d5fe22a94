using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Service;

/// <summary>Builds answers: fields in order, those without a value left out.</summary>
internal sealed class Answer
{
    private readonly OrderedDictionary<string, JsonValue> _fields = new(StringComparer.Ordinal);

    /// <summary>Adds a field, if it has a value.</summary>
    public Answer With(string name, JsonValue? value)
    {
        if (value is not null)
        {
            _fields[name] = value;
        }

        return this;
    }

    /// <summary>Adds a time, if there is one.</summary>
    public Answer With(string name, DateTimeOffset? time) => time is { } given ? With(name, Time(given)) : this;

    /// <summary>The answer.</summary>
    public JsonObject Build() => new(_fields);

    /// <summary>A time as the API writes it.</summary>
    public static JsonValue Time(DateTimeOffset time) => JsonValue.Parse(HistoryEvent.Seconds(time));
}
