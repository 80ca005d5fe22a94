using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Jsonata.Functions;

/// <summary>Functions of arrays.</summary>
internal static class Arrays
{
    /// <summary>$zip: the first items together, the second items, as far as the shortest goes.</summary>
    public static JsonValue Zip(JsonValue?[] arrays)
    {
        var length = arrays.Length == 0 ? 0 : arrays.Min(array => array is JsonArray items ? items.Count : 0);
        return Seq.Array(Enumerable.Range(0, length).Select(i => (JsonValue)Seq.Array(arrays.Select(array => (JsonValue?)((JsonArray)array!)[i]))));
    }

    /// <summary>$shuffle (Fisher and Yates)</summary>
    public static JsonValue? Shuffle(CallContext context, JsonValue? value)
    {
        if (value is not JsonArray items)
        {
            return null;
        }

        var shuffled = items.ToArray();
#pragma warning disable CA5394 // a function of the language, not a secret
        for (var i = shuffled.Length - 1; i > 0; i--)
        {
            var other = (int)(context.Evaluator.Context.Random.NextDouble() * (i + 1));
            (shuffled[i], shuffled[other]) = (shuffled[other], shuffled[i]);
        }
#pragma warning restore CA5394

        return Seq.Array(shuffled);
    }

    /// <summary>$distinct</summary>
    public static JsonValue? Distinct(JsonValue? value)
    {
        if (value is not JsonArray { Count: > 1 } items)
        {
            return value;
        }

        Limits.CheckSize(items);
        var distinct = items is Seq { IsSequence: true } ? new Seq() : Seq.Array([]);
        distinct.AddRange(items.Distinct());
        return distinct;
    }
}
