using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Tasks;

namespace Ensemble.StepFunctions.Service;

/// <summary>How the service is set up.</summary>
public sealed record ServiceOptions
{
    /// <summary>Where everything is kept; null: in a folder that is removed at the end.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The region of all ARNs.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The account of all ARNs.</summary>
    public string AccountId { get; init; } = "000000000000";

    /// <summary>What random numbers and ids come from.</summary>
    public int Seed { get; init; }

    /// <summary>The delay before each transition; null: none.</summary>
    public TransitionLatency? Latency { get; init; }

    /// <summary>The services that Task states call besides Step Functions itself.</summary>
    public IReadOnlyList<ITaskIntegration> Integrations { get; init; } = [];

    /// <summary>The objects that distributed Maps read and write; null: there are none.</summary>
    public IObjectStore? Objects { get; init; }

    /// <summary>What time it is.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
