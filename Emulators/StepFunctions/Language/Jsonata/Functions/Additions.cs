using System.Text;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language.Intrinsics;

namespace Ensemble.StepFunctions.Language.Jsonata.Functions;

/// <summary>
/// What Step Functions adds to the language
/// (https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn).
/// </summary>
internal static class Additions
{
    private const int LargestRange = 1_000_000;

    /// <summary>$partition</summary>
    public static JsonValue? Partition(JsonValue? value, JsonValue? size)
    {
        if (value is not JsonArray items || size is not JsonNumber { Value: >= 1 } number)
        {
            return value is null ? null : throw new JsonataException("D3137", -1, "partition", "The size of the parts must be a positive number");
        }

        return Seq.Array(items.Chunk((int)Math.Min(number.Value, int.MaxValue)).Select(part => (JsonValue)Seq.Array(part)));
    }

    /// <summary>$range: numbers from the first on, as far as the last; a single one is a number.</summary>
    public static JsonValue? Range(JsonValue? from, JsonValue? to, JsonValue? step)
    {
        if (from is not JsonNumber first || to is not JsonNumber last || step is not JsonNumber by)
        {
            return null;
        }

        var steps = Math.Floor((last.Value - first.Value) / by.Value);
        if (by.Value == 0 || !double.IsFinite(by.Value) || !(steps <= LargestRange))
        {
            throw new JsonataException("D3137", -1, "range", "The step must not be zero, and a range may have a million numbers");
        }

        var range = new Seq();
        for (var i = 0; i <= steps; i++)
        {
            range.Add(first.Value + (i * by.Value));
        }

        return range;
    }

    /// <summary>$hash</summary>
    public static JsonValue? Hash(JsonValue? value, JsonValue? algorithm)
    {
        if (value is not JsonString text || algorithm is not JsonString name)
        {
            return null;
        }

        return IntrinsicFunctions.Digest(Encoding.UTF8.GetBytes(text.Value), name.Value) is { } digest
            ? Convert.ToHexStringLower(digest)
            : throw new JsonataException("D3137", -1, "hash", $"There is no algorithm '{name.Value}'");
    }

    /// <summary>$random: the same number for the same seed.</summary>
    public static JsonValue Random(CallContext context, JsonValue? seed)
    {
#pragma warning disable CA5394 // a function of the language, not a secret
        return seed is JsonNumber number ? new Random((int)(long)number.Value).NextDouble() : context.Evaluator.Context.Random.NextDouble();
#pragma warning restore CA5394
    }

    /// <summary>$parse</summary>
    public static JsonValue? Parse(JsonValue? value)
    {
        try
        {
            return value is JsonString text ? JsonValue.Parse(text.Value) : null;
        }
        catch (JsonSyntaxException exception)
        {
            throw new JsonataException("D3137", -1, "parse", exception.Message);
        }
    }
}
