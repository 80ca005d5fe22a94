using Ensemble.Contracts;
using Ensemble.Runner.Systems;

namespace Ensemble.Runner.Costs;

/// <summary>
/// Prices in US dollars, us-east-1, x86, first tier, without the free tier, as of November 2026
/// (https://aws.amazon.com/lambda/pricing, https://aws.amazon.com/step-functions/pricing, https://aws.amazon.com/s3/pricing).
/// </summary>
public sealed record Prices
{
    private const double MegabytesPerGigabyte = 1024;
    private const double MillisecondsPerSecond = 1000;

    /// <summary>A GB-second of Lambda.</summary>
    public double LambdaGigabyteSecond { get; init; } = 0.0000166667;

    /// <summary>A request of Lambda.</summary>
    public double LambdaRequest { get; init; } = 0.20 / 1_000_000;

    /// <summary>A request of an Express workflow.</summary>
    public double ExpressRequest { get; init; } = 1.00 / 1_000_000;

    /// <summary>A GB-second of an Express workflow.</summary>
    public double ExpressGigabyteSecond { get; init; } = 0.00001667;

    /// <summary>A state transition of a Standard workflow.</summary>
    public double StandardTransition { get; init; } = 0.025 / 1000;

    /// <summary>An object that is read from S3 Standard.</summary>
    public double ObjectRead { get; init; } = 0.0004 / 1000;

    /// <summary>An object that is written to S3 Standard.</summary>
    public double ObjectWrite { get; init; } = 0.005 / 1000;

    /// <summary>What a request costs.</summary>
    /// <param name="invocations">The invocations that it led to.</param>
    /// <param name="execution">The execution of the state machine; null: there was none.</param>
    /// <param name="transitions">The states that it entered.</param>
    /// <param name="timings">What its functions say of themselves: the objects that they read and wrote.</param>
    public RequestCost Of(IReadOnlyList<InvocationReport> invocations, ExecutionSummary? execution, int transitions, IEnumerable<Timing> timings)
    {
        var init = invocations.Sum(invocation => GigabyteSeconds(Math.Min(Math.Ceiling(invocation.Init ?? 0), invocation.Billed), invocation.MemorySize));
        return new(
            (invocations.Sum(invocation => GigabyteSeconds(invocation.Billed, invocation.MemorySize)) - init) * LambdaGigabyteSecond,
            init * LambdaGigabyteSecond,
            invocations.Count * LambdaRequest,
            execution is null ? 0 : ExpressRequest + (GigabyteSeconds(execution.BilledMilliseconds, execution.BilledMegabytes) * ExpressGigabyteSecond),
            transitions * StandardTransition,
            timings.Sum(timing => (timing.ObjectsRead * ObjectRead) + (timing.ObjectsWritten * ObjectWrite)));
    }

    private static double GigabyteSeconds(double milliseconds, double megabytes) => milliseconds / MillisecondsPerSecond * megabytes / MegabytesPerGigabyte;
}

/// <summary>What a request costs, in US dollars.</summary>
/// <param name="LambdaCompute">The time of functions.</param>
/// <param name="Init">The time of their cold starts.</param>
/// <param name="LambdaRequests">Their invocations.</param>
/// <param name="StepFunctionsExpress">The workflow, as an Express one.</param>
/// <param name="StepFunctionsStandard">What the same workflow would cost instead as a Standard one.</param>
/// <param name="ObjectStore">Requests of the object store for items, models and predictions that travel by reference.</param>
public sealed record RequestCost(double LambdaCompute, double Init, double LambdaRequests, double StepFunctionsExpress, double StepFunctionsStandard, double ObjectStore = 0)
{
    /// <summary>The sum, with an Express workflow.</summary>
    public double Total => LambdaCompute + Init + LambdaRequests + StepFunctionsExpress + ObjectStore;
}
