using System.Runtime.CompilerServices;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Jsonata;

/// <summary>What keeps an expression from using up the memory and the stack of the process.</summary>
internal static class Limits
{
    /// <summary>The items of an array.</summary>
    public const int Items = 10_000_000;

    private const int LongestText = 16_000_000;

    /// <summary>Fails if a text were too long.</summary>
    public static void CheckText(long length)
    {
        if (length > LongestText)
        {
            throw new JsonataException("U1001");
        }
    }

    /// <summary>Fails if there were too many items.</summary>
    public static void CheckItems(long count)
    {
        if (count > Items)
        {
            throw new JsonataException("D2015", -1, null, Items);
        }
    }

    /// <summary>
    /// Fails if a value is nested so deep, or is so large, that it could not be written or compared. Values within it may be
    /// shared, so that a few of them can make up one beyond all size.
    /// </summary>
    public static void CheckSize(JsonValue? value)
    {
        var left = Items;
        CheckSize(value, 0, ref left);
    }

    private static void CheckSize(JsonValue? value, int depth, ref int left)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (depth > JsonValue.MaxDepth || --left < 0)
        {
            throw new JsonataException("U1001");
        }

        if (value is JsonArray items)
        {
            foreach (var item in items)
            {
                CheckSize(item, depth + 1, ref left);
            }
        }
        else if (value is JsonObject members)
        {
            foreach (var (_, member) in members.Members)
            {
                CheckSize(member, depth + 1, ref left);
            }
        }
    }
}
