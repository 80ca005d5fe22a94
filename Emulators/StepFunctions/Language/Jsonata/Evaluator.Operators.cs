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
            return Logic(node, Truth.Of(left) ?? false, input, environment);
        }

        var right = Evaluate(node.Right!, input, environment);
        return node.Token switch
        {
            "+" or "-" or "*" or "/" or "%" => Arithmetic(node, left, right),
            "=" => left is not null && right is not null && AreEqual(left, right),
            "!=" => left is not null && right is not null && !AreEqual(left, right),
            "<" or "<=" or ">" or ">=" => Ordering(node, left, right),
            "&" => Joined(Strings.Of(left), Strings.Of(right)),
            ".." => Range(node, left, right),
            "in" => left is not null && right is not null && (right is JsonArray items ? items.Any(item => IsSame(left, item)) : IsSame(left, right)),
            _ => throw new UnreachableException(),
        };
    }

    private JsonValue Logic(Node node, bool left, JsonValue? input, Frame environment)
    {
        try
        {
            return left == (node.Token == "or") ? left : Truth.Of(Evaluate(node.Right!, input, environment)) ?? false;
        }
        catch (JsonataException exception) when (exception.IsOf(node))
        {
            throw;
        }
    }

    private static bool AreEqual(JsonValue left, JsonValue right)
    {
        Limits.CheckSize(left);
        Limits.CheckSize(right);
        return left.Equals(right);
    }

    private static string Joined(string left, string right)
    {
        Limits.CheckText((long)left.Length + right.Length);
        return left + right;
    }

    // Arrays and objects are only in what holds themselves.
    private static bool IsSame(JsonValue left, JsonValue right) => left is JsonArray or JsonObject ? ReferenceEquals(left, right) : left.Equals(right);

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

    private static bool IsInteger(JsonValue value) => value is JsonNumber number && double.IsInteger(number.Value);

    private Seq? Range(Node node, JsonValue? left, JsonValue? right)
    {
        if (left is not null && !IsInteger(left))
        {
            throw new JsonataException("T2003", node.Position, node.Token, left);
        }

        if (right is not null && !IsInteger(right))
        {
            throw new JsonataException("T2004", node.Position, node.Token, right);
        }

        if (left is not JsonNumber { Value: var from } || right is not JsonNumber { Value: var to } || from > to)
        {
            return null;
        }

        var count = to - from + 1;
        if (count > LargestRange)
        {
            throw new JsonataException("D2014", node.Position, node.Token, count);
        }

        _steps += (long)count;
        Step(node);
        return Seq.Range(from, (int)count);
    }
}
