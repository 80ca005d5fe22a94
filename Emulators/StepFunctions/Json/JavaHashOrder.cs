namespace Ensemble.StepFunctions.Json;

/// <summary>
/// The order in which Java's <c>HashMap</c> lists its keys. Step Functions builds some objects in one, and the order of
/// members is visible in every output.
/// </summary>
internal static class JavaHashOrder
{
    private const int InitialCapacity = 16;
    private const double LoadFactor = 0.75;

    /// <summary>The members in that order.</summary>
    public static IEnumerable<KeyValuePair<string, T>> Sort<T>(IReadOnlyCollection<KeyValuePair<string, T>> members)
    {
        if (members.Count < 2)
        {
            return members;
        }

        var capacity = InitialCapacity;
        while (members.Count > capacity * LoadFactor)
        {
            capacity *= 2;
        }

        return members.OrderBy(member => Spread(member.Key) & (uint)(capacity - 1));
    }

    private static uint Spread(string key)
    {
        var hash = 0u;
        foreach (var c in key)
        {
            hash = (hash * 31) + c;
        }

        return hash ^ (hash >> 16);
    }
}
