namespace Ensemble.Hosting.Running;

/// <summary>A resource that is run, with everything resolved.</summary>
internal sealed record Service
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The path of its program.</summary>
    public required string Program { get; init; }

    /// <summary>The folder that it runs in.</summary>
    public required string Folder { get; init; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The environment variables it has beside those of this process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<Uri> Addresses { get; init; } = [];

    /// <summary>What says that it is healthy.</summary>
    public IReadOnlyList<HealthCheck> HealthChecks { get; init; } = [];

    /// <summary>The names of those that must be healthy before it starts.</summary>
    public IReadOnlyList<string> Dependencies { get; init; } = [];
}

/// <summary>An address, and the status with which it answers GET when all is well.</summary>
internal sealed record HealthCheck(Uri Address, int StatusCode);
