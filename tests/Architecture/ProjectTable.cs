namespace Ensemble.Architecture.Tests;

/// <summary>
/// The table of projects in the architecture: which folder may reference which. Pure libraries at the bottom, hosts at
/// the top. A new project is a new line here and there.
/// </summary>
internal static class ProjectTable
{
    public const string Training = "Models.Training";

    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["AppHost"] = ["Hosting"],
        ["Hosting"] = [],
        ["ServiceDefaults"] = [],
        ["Functions/Contracts"] = [],
        ["Functions/Host"] = ["Functions/Contracts", "Models"],
        ["Emulators/Lambda"] = [],
        ["Emulators/Lambda.Server"] = ["Emulators/Lambda", "ServiceDefaults"],
        ["Emulators/StepFunctions"] = [],
        ["Emulators/StepFunctions.Server"] = ["Emulators/StepFunctions", "ServiceDefaults"],
        ["Models"] = [],
        [Training] = ["Models"],
        ["Experiments/Statistics"] = [],
        ["Experiments/Store"] = ["Experiments/Statistics"],
        ["Experiments/Runner"] = ["Experiments/Store", "Experiments/Statistics", "Models", "Functions/Contracts"],
        ["Experiments/Simulation"] = ["Experiments/Statistics", "Emulators/Lambda", "Emulators/StepFunctions"],
        ["Experiments/Cli"] = ["Experiments/Runner", "Models", "ServiceDefaults"],
        ["Dashboard"] =
            ["Experiments/Store", "Experiments/Statistics", "Experiments/Runner", "Emulators/StepFunctions", "ServiceDefaults"],
        ["Deploy"] = ["Models", "Emulators/StepFunctions"],
    };

    public static IEnumerable<string> Folders => Allowed.Keys;

    /// <summary>Tests and benchmarks may reference anything that others may reference.</summary>
    public static bool IsFree(string folder) => IsTest(folder) || IsWithin(folder, "benchmarks");

    public static bool IsTest(string folder) => IsWithin(folder, "tests");

    /// <summary>What is wrong with one arrow, or null if it is in the table.</summary>
    public static string? Fault(string from, string to)
    {
        if (to == Training)
        {
            return $"{from} references {to}, which nothing references.";
        }

        if (IsFree(from))
        {
            return null;
        }

        if (!Allowed.TryGetValue(from, out var targets))
        {
            return $"{from} is no project of the architecture's table.";
        }

        return targets.Contains(to)
            ? null
            : $"{from} references {to}; it may reference {(targets.Length == 0 ? "nothing" : string.Join(", ", targets))}.";
    }

    private static bool IsWithin(string folder, string root) =>
        folder == root || folder.StartsWith(root + "/", StringComparison.Ordinal);
}
