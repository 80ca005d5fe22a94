using Ensemble.Lambda.Functions;
using Ensemble.Lambda.Isolation;

namespace Ensemble.Lambda.Server;

/// <summary>How the server is started.</summary>
internal sealed record ServerSettings
{
    /// <summary>Where it listens, e.g. <c>http://127.0.0.1:9001</c>; port 0: a free one.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:9001";

    /// <summary>The functions that are registered at start; null: none.</summary>
    public FunctionsFile? Functions { get; init; }

    /// <summary>What is to hold workers to their share of the CPU; null: the best there is.</summary>
    public CpuControl? CpuControl { get; init; }

    /// <summary>Seeds ids, jitter and the draw of weighted aliases.</summary>
    public required int Seed { get; init; }

    /// <summary>How the emulator behaves where no file says it.</summary>
    public EmulatorOptions Options { get; init; } = new();
}
