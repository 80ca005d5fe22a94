using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Jsonata.Functions;

/// <summary>Functions that take functions; each of these is given as many arguments as it takes.</summary>
internal static class HigherOrder
{
    /// <summary>$map</summary>
    public static JsonValue? Map(CallContext context, JsonValue? value, JsonValue? function)
    {
        if (value is not JsonArray items)
        {
            return null;
        }

        var results = new Seq();
        for (var i = 0; i < items.Count; i++)
        {
            if (Call(context, function, items[i], i, items) is { } result)
            {
                results.Add(result);
            }
        }

        return results;
    }

    /// <summary>$filter</summary>
    public static JsonValue? Filter(CallContext context, JsonValue? value, JsonValue? function)
    {
        if (value is not JsonArray items)
        {
            return null;
        }

        var results = new Seq();
        for (var i = 0; i < items.Count; i++)
        {
            if (Truth.Of(Call(context, function, items[i], i, items)) == true)
            {
                results.Add(items[i]);
            }
        }

        return results;
    }

    /// <summary>$single</summary>
    public static JsonValue? Single(CallContext context, JsonValue? value, JsonValue? function)
    {
        if (value is not JsonArray items)
        {
            return null;
        }

        JsonValue? found = null;
        for (var i = 0; i < items.Count; i++)
        {
            if (function is not null && Truth.Of(Call(context, function, items[i], i, items)) != true)
            {
                continue;
            }

            found = found is null ? items[i] : throw new JsonataException("D3138");
        }

        return found ?? throw new JsonataException("D3139");
    }

    /// <summary>$reduce</summary>
    public static JsonValue? Reduce(CallContext context, JsonValue? value, JsonValue? function, JsonValue? initial)
    {
        if (value is not JsonArray items)
        {
            return null;
        }

        var arity = ((FunctionValue)function!).Arity;
        if (arity < 2)
        {
            throw new JsonataException("D3050");
        }

        var start = initial is null && items.Count > 0 ? 1 : 0;
        var result = initial is null && items.Count > 0 ? items[0] : initial;
        for (var i = start; i < items.Count; i++)
        {
            JsonValue?[] arguments = [result, items[i], i, items];
            result = context.Call(function, arguments[..Math.Min(arity, 4)]);
        }

        return result;
    }

    /// <summary>$sift</summary>
    public static JsonValue? Sift(CallContext context, JsonValue? value, JsonValue? function)
    {
        if (value is not JsonObject { Count: > 0 } members)
        {
            return null;
        }

        if (function is null)
        {
            throw new JsonataException("T1006");
        }

        var kept = new JsonObject(members.Members.Where(member => Truth.Of(Call(context, function, member.Value, member.Key, members)) == true));
        return kept.Count > 0 ? kept : null;
    }

    /// <summary>$each</summary>
    public static JsonValue? Each(CallContext context, JsonValue? value, JsonValue? function)
    {
        var results = new Seq();
        foreach (var (name, member) in (value as JsonObject)?.Members ?? [])
        {
            if (Call(context, function, member, name, value) is { } result)
            {
                results.Add(result);
            }
        }

        return results;
    }

    /// <summary>$sort</summary>
    public static JsonValue? Sort(CallContext context, JsonValue? value, JsonValue? function)
    {
        if (value is not JsonArray items)
        {
            return null;
        }

        if (items.Count <= 1)
        {
            return items;
        }

        if (function is null && !items.All(item => item is JsonNumber) && !items.All(item => item is JsonString))
        {
            throw new JsonataException("D3070");
        }

        bool MustSwap(JsonValue? a, JsonValue? b) => (function, a, b) switch
        {
            (null, JsonNumber x, JsonNumber y) => x.Value > y.Value,
            (null, JsonString x, JsonString y) => string.CompareOrdinal(x.Value, y.Value) > 0,
            _ => Truth.Of(context.Call(function, a, b)) == true,
        };
        return Seq.Array(Evaluator.StableSort(items, MustSwap));
    }

    private static JsonValue? Call(CallContext context, JsonValue? function, JsonValue? value, JsonValue? key, JsonValue? all)
    {
        JsonValue?[] arguments = [value, key, all];
        return context.Call(function, arguments[..Math.Clamp(((FunctionValue)function!).Arity, 1, 3)]);
    }
}
