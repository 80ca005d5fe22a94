using Ensemble.Contracts;
using Ensemble.Runner.Systems;

namespace Ensemble.Runner.Service;

/// <summary>What the background runner is doing with an experiment.</summary>
/// <param name="Id">The experiment.</param>
/// <param name="Step">What it does; null: it waits for its turn.</param>
/// <param name="Share">The share that is done of the part it is in, from 0 to 1.</param>
/// <param name="LeftSeconds">About how long that part still takes; null: not known yet.</param>
public sealed record RunnerProgress(string Id, string? Step, double Share, double? LeftSeconds);

/// <summary>Wishes for a new experiment.</summary>
/// <param name="Plan">The plan as JSON.</param>
/// <param name="Command">What made it.</param>
public sealed record RunRequest(string Plan, string Command);

/// <summary>A request that was accepted.</summary>
/// <param name="Id">The experiment.</param>
public sealed record Accepted(string Id);

/// <summary>Why a request was not accepted.</summary>
/// <param name="Message">What was wrong and what to do.</param>
public sealed record Refusal(string Message);

/// <summary>A picture to be predicted: exactly one of the two is set.</summary>
public sealed record PlaygroundRequest
{
    /// <summary>An item of a data set.</summary>
    public DataSetRange? Item { get; init; }

    /// <summary>An encoded image (JPEG, PNG or WebP).</summary>
    public byte[]? Image { get; init; }

    /// <summary>The models by their names in the catalog; at least two.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>How they are run.</summary>
    public Flow Flow { get; init; }

    /// <summary>How they are combined.</summary>
    public required string Combiner { get; init; }
}

/// <summary>What models and ensemble say of a picture.</summary>
/// <param name="Models">Each model, in the order of the request.</param>
/// <param name="Ensemble">Their ensemble's most probable classes.</param>
/// <param name="Label">The true class; null: not known.</param>
/// <param name="Milliseconds">From the client's call to its end.</param>
/// <param name="Ledger">Where the time went, by part.</param>
/// <param name="ExecutionArn">The execution of the state machine.</param>
/// <param name="TraceId">The trace of the request; null: it has none.</param>
/// <param name="Invocations">The invocations that it led to.</param>
/// <param name="CostDollars">What it would cost on AWS, in US dollars.</param>
/// <param name="Caveat">What must be known of the figures; null: nothing.</param>
public sealed record PlaygroundAnswer(
    IReadOnlyList<ModelAnswer> Models,
    IReadOnlyList<RankedClass> Ensemble,
    string? Label,
    double Milliseconds,
    IReadOnlyDictionary<string, double> Ledger,
    string ExecutionArn,
    string? TraceId,
    IReadOnlyList<InvocationReport> Invocations,
    double CostDollars,
    string? Caveat);

/// <summary>What a model says.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Classes">Its most probable classes, at most five.</param>
/// <param name="Timing">Where the time of its function went.</param>
/// <param name="Error">Why it could not predict; null: it could.</param>
public sealed record ModelAnswer(string Model, IReadOnlyList<RankedClass> Classes, Timing Timing, string? Error);

/// <summary>A class and its probability.</summary>
public sealed record RankedClass(string Name, double Probability);

/// <summary>A model that the playground can use.</summary>
/// <param name="Name">Its name in the catalog.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <param name="Caveat">What must be known of it; null: nothing.</param>
public sealed record PlaygroundModel(string Name, int Classes, string? Caveat);
