namespace Ensemble.Lambda.Functions;

/// <summary>A name that points to a version, or to two of them by weight.</summary>
public sealed record FunctionAlias
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The version it points to.</summary>
    public required string FunctionVersion { get; init; }

    /// <summary>What it is for.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>Another version, and the share of invocations that it gets, 0 to 1; null: none.</summary>
    public (string Version, double Weight)? Additional { get; init; }

    /// <summary>Changes with every change.</summary>
    public required string RevisionId { get; init; }
}
