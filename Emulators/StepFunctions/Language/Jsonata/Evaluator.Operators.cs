using System.Diagnostics;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language.Jsonata.Functions;

namespace Ensemble.StepFunctions.Language.Jsonata;

/// <summary>Binary operators.</summary>
internal sealed partial class Evaluator
{
    private const int LargestRange = 10_000_000;

    private JsonValue? Binary(Node node, JsonValue? input, Frame environment)
    {
        var left = Evaluate(node.Left!, input, environment);
        if (node.Token is "and" or "or")
        {
            var truth = Truth.Of(left) ?? false;
            return truth == (node.Token == "or") ? truth : Truth.Of(Evaluate(node.Right!, input, environment)) ?? false;
        }

        var right = Evaluate(node.Right!, input, environment);
        return node.Token switch
        {
            "+" or "-" or "*" or "/" or "%" => Arithmetic(node, left, right),
            "=" => left is not null && right is not null && left.Equals(right),
            "!=" => left is not null && right is not null && !left.Equals(right),
            "<" or "<=" or ">" or ">=" => Ordering(node, left, right),
            "&" => Concatenated(Strings.Of(left), Strings.Of(right)),
            ".." => Range(node, left, right),
            "in" => left is not null && right is not null && (right is JsonArray items ? items.Contains(left) : right.Equals(left)),
            _ => throw new UnreachableException(),
        };
    }

    private static string Concatenated(string left, string right)
    {
        Limits.CheckText((long)left.Length + right.Length);
        return left + right;
    }

    private static JsonNumber? Arithmetic(Node node, JsonValue? left, JsonValue? right)
    {
        if (left is not (null or JsonNumber))
        {
            throw new JsonataException("T2001", node.Position, node.Token, left);
        }

        if (right is not (null or JsonNumber))
        {
            throw new JsonataException("T2002", node.Position, node.Token, right);
        }

        if (left is not JsonNumber { Value: var a } || right is not JsonNumber { Value: var b })
        {
            return null;
        }

        if (!double.IsFinite(a) || !double.IsFinite(b))
        {
            throw new JsonataException("D1001", node.Position, node.Token, (double.IsFinite(a) ? b : a).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return new(node.Token switch
        {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "/" => a / b,
            _ => a % b,
        });
    }

    private static JsonValue? Ordering(Node node, JsonValue? left, JsonValue? right)
    {
        if (left is not (null or JsonNumber or JsonString) || right is not (null or JsonNumber or JsonString))
        {
            throw new JsonataException("T2010", node.Position, node.Token, left is null or JsonNumber or JsonString ? right : left);
        }

        if (left is null || right is null)
        {
            return null;
        }

        var order = (left, right) switch
        {
            (JsonNumber a, JsonNumber b) => a.Value.CompareTo(b.Value),
            (JsonString a, JsonString b) => string.CompareOrdinal(a.Value, b.Value),
            _ => throw new JsonataException("T2009", node.Position, node.Token, left, right),
        };
        return node.Token switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    private Seq? Range(Node node, JsonValue? left, JsonValue? right)
    {
        if (left is not (null or JsonNumber { Whole: not null }))
        {
            throw new JsonataException("T2003", node.Position, node.Token, left);
        }

        if (right is not (null or JsonNumber { Whole: not null }))
        {
            throw new JsonataException("T2004", node.Position, node.Token, right);
        }

        if (left is not JsonNumber { Whole: { } from } || right is not JsonNumber { Whole: { } to } || from > to)
        {
            return null;
        }

        var count = (double)to - from + 1;
        if (count > LargestRange)
        {
            throw new JsonataException("D2014", node.Position, node.Token, count);
        }

        var range = new Seq();
        for (var i = from; i <= to; i++)
        {
            Step(node);
            range.Add(i);
        }

        return range;
    }
}
