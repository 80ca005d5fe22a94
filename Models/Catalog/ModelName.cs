using System.Text.RegularExpressions;

namespace Ensemble.Models.Catalog;

/// <summary>What a model may be called: safe as a file name on every platform.</summary>
public static partial class ModelName
{
    /// <summary>The longest name.</summary>
    public const int MaximumLength = 64;

    /// <summary>Whether a text can be a model's name.</summary>
    public static bool IsValid(string name) => name.Length <= MaximumLength && Pattern.IsMatch(name);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]*\z")]
    private static partial Regex Pattern { get; }
}
