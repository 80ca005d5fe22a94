namespace Ensemble.Contracts;

/// <summary>
/// Where the time of one request went, in milliseconds. The parts follow the path that decided its length: with models at the
/// same time that of the branch that ended last, else that of all models, then the combination. They sum to the whole.
/// </summary>
public sealed record RequestLedger
{
    /// <summary>The <c>invoke</c> function itself, and its call of the state machine beyond the execution.</summary>
    public required double Invoke { get; init; }

    /// <summary>Between the states: from the start of the execution to the first task, and from the last one to its end.</summary>
    public required double Orchestration { get; init; }

    /// <summary>Starting the environments of functions that had none.</summary>
    public required double ColdStart { get; init; }

    /// <summary>From the entry of a task's state to its end what its function did not see: calling it, waiting for it, and carrying events and answers.</summary>
    public required double Transfer { get; init; }

    /// <summary>Fetching and decoding the items, and the predictions that are combined.</summary>
    public required double Decode { get; init; }

    /// <summary>Cropping and resizing.</summary>
    public required double Preprocess { get; init; }

    /// <summary>Running the networks.</summary>
    public required double Inference { get; init; }

    /// <summary>Combining predictions and comparing them with labels.</summary>
    public required double Combine { get; init; }

    /// <summary>Encoding predictions.</summary>
    public required double Encode { get; init; }

    /// <summary>The rest of the handlers: reading events and writing answers.</summary>
    public required double Handling { get; init; }

    /// <summary>The sum of the parts.</summary>
    public double Sum() => Invoke + Orchestration + ColdStart + Transfer + Decode + Preprocess + Inference + Combine + Encode + Handling;

    /// <summary>Splits the time of a request.</summary>
    /// <param name="flow">How the models were run.</param>
    /// <param name="total">The time of the <c>invoke</c> function.</param>
    /// <param name="start">The start of the execution.</param>
    /// <param name="stop">Its end.</param>
    /// <param name="output">Its output.</param>
    public static RequestLedger Of(Flow flow, double total, DateTimeOffset start, DateTimeOffset stop, WorkflowOutput output)
    {
        var models = output.Result.Models.Zip(output.Branches, (model, entered) => (model.Timing, Entered: entered)).ToList();
        var ends = flow == Flow.Parallel ? models.Select(_ => output.Entered) : output.Branches.Skip(1).Append(output.Entered);

        // At the same time: the one whose function ran longest, for the end of the others is not told.
        var path = models.Zip(ends, (model, end) => (model.Timing, Milliseconds: (end - model.Entered).TotalMilliseconds)).ToList();
        if (flow == Flow.Parallel)
        {
            path = [path.MaxBy(step => Seen(step.Timing))];
        }

        path.Add((output.Result.Timing, (stop - output.Entered).TotalMilliseconds));
        var timings = path.ConvertAll(step => step.Timing);
        var execution = (stop - start).TotalMilliseconds;
        var inFunctions = timings.Sum(timing => timing.Total);
        var coldStart = timings.Where(timing => timing.ColdStart).Sum(timing => timing.Init);
        var named = timings.Sum(timing => timing.Decode + timing.Preprocess + timing.Inference + timing.Combine + timing.Encode);
        return new()
        {
            Invoke = total - execution,
            Orchestration = execution - path.Sum(step => step.Milliseconds),
            ColdStart = coldStart,
            Transfer = path.Sum(step => step.Milliseconds) - inFunctions - coldStart,
            Decode = timings.Sum(timing => timing.Decode),
            Preprocess = timings.Sum(timing => timing.Preprocess),
            Inference = timings.Sum(timing => timing.Inference),
            Combine = timings.Sum(timing => timing.Combine),
            Encode = timings.Sum(timing => timing.Encode),
            Handling = inFunctions - named,
        };
    }

    private static double Seen(Timing timing) => timing.Total + (timing.ColdStart ? timing.Init : 0);
}
