using System.Runtime.CompilerServices;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Jsonata;

/// <summary>What keeps an expression from using up the memory and the stack of the process.</summary>
internal static class Limits
{
    private const int LongestText = 16_000_000;
    private const int LongestSequence = 10_000_000;

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
        if (count > LongestSequence)
        {
            throw new JsonataException("D2015", -1, null, LongestSequence);
        }
    }

    /// <summary>Fails if a value is nested so deep that it could not be written or compared.</summary>
    public static void CheckDepth(JsonValue? value, int depth = 0)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (depth > JsonValue.MaxDepth)
        {
            throw new JsonataException("U1001");
        }

        if (value is JsonArray items)
        {
            foreach (var item in items)
            {
                CheckDepth(item, depth + 1);
            }
        }
        else if (value is JsonObject members)
        {
            foreach (var (_, member) in members.Members)
            {
                CheckDepth(member, depth + 1);
            }
        }
    }
}
