using Ensemble.Contracts;
using Ensemble.Runner.Systems;

namespace Ensemble.Runner.Trials;

/// <summary>Where the time of a request went as its client saw it, in milliseconds by part; the parts sum to the latency.</summary>
internal static class TrialLedger
{
    /// <summary>A request of an ensemble.</summary>
    public static IReadOnlyDictionary<string, double> Of(RequestOutcome<InvokeResponse> outcome, EnsembleDeployment deployment)
    {
        var ledger = outcome.Response.Ledger;
        var invoker = Waiting(outcome.Invocations, deployment.Invoker);

        // On the path that the ledger follows, functions that were warm waited as Lambda says; that of cold ones is their start.
        var path = outcome.Response.Flow == Flow.Sequential ? deployment.Models : [Slowest(outcome.Response)];
        var queueing = path.Select(deployment.FunctionOf).Append(deployment.Combiner).Sum(function => Waiting(outcome.Invocations, function).Queued);
        return new Dictionary<string, double>
        {
            ["client"] = outcome.Milliseconds - outcome.Response.Timing.Total - invoker.Queued - invoker.ColdStart,
            ["invoke"] = ledger.Invoke,
            ["orchestration"] = ledger.Orchestration,
            ["queueing"] = invoker.Queued + queueing,
            ["coldStart"] = ledger.ColdStart + invoker.ColdStart,
            ["transfer"] = ledger.Transfer - queueing,
            ["decode"] = ledger.Decode,
            ["preprocess"] = ledger.Preprocess,
            ["inference"] = ledger.Inference,
            ["combine"] = ledger.Combine,
            ["encode"] = ledger.Encode,
            ["handling"] = ledger.Handling,
        };
    }

    /// <summary>A request of one model.</summary>
    public static IReadOnlyDictionary<string, double> Of(RequestOutcome<ModelResponse> outcome)
    {
        var timing = outcome.Response.Timing;
        var waiting = Waiting(outcome.Invocations, outcome.Invocations[0].Function);
        return new Dictionary<string, double>
        {
            ["client"] = outcome.Milliseconds - timing.Total - waiting.Queued - waiting.ColdStart,
            ["queueing"] = waiting.Queued,
            ["coldStart"] = waiting.ColdStart,
            ["decode"] = timing.Decode,
            ["preprocess"] = timing.Preprocess,
            ["inference"] = timing.Inference,
            ["encode"] = timing.Encode,
            ["handling"] = timing.Total - timing.Decode - timing.Preprocess - timing.Inference - timing.Encode,
        };
    }

    private static string Slowest(InvokeResponse response) => response.Result.Models.MaxBy(model => model.Timing.Total + (model.Timing.ColdStart ? model.Timing.Init : 0))!.Model;

    private static (double Queued, double ColdStart) Waiting(IReadOnlyList<InvocationReport> invocations, string function)
    {
        var report = invocations.FirstOrDefault(invocation => invocation.Function == function);
        var waited = report?.Queued ?? report?.Init ?? 0;
        return report?.ColdStart == true ? (0, waited) : (waited, 0);
    }
}
