using Ensemble.StepFunctions.Tasks;

namespace Ensemble.StepFunctions.Execution;

/// <summary>What every execution of an engine shares.</summary>
public sealed class EngineServices
{
    /// <summary>What time it is, and how waits end.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The services that Task states call.</summary>
    public IReadOnlyList<ITaskIntegration> Integrations { get; init; } = [];

    /// <summary>The tasks that wait for their token.</summary>
    public required TaskTokens Tokens { get; init; }

    /// <summary>The tasks of activities.</summary>
    public ActivityTasks Activities { get; init; } = new();

    /// <summary>The objects that distributed Maps read and write.</summary>
    public IObjectStore? Objects { get; init; }

    /// <summary>The map runs of distributed Maps.</summary>
    public IMapRuns MapRuns { get; init; } = new UnrecordedMapRuns();

    /// <summary>The delay before each transition; null: none.</summary>
    public TransitionLatency? Latency { get; init; }

    /// <summary>The region that ARNs and events name.</summary>
    public string Region { get; init; } = "us-east-1";
}
