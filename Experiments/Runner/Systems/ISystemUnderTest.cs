using Ensemble.Contracts;

namespace Ensemble.Runner.Systems;

/// <summary>A serverless system that ensembles are deployed to and measured on: the emulators, or AWS.</summary>
public interface ISystemUnderTest
{
    /// <summary>What it is.</summary>
    Task<SystemDescription> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Makes the functions and state machines of an ensemble what they have to be; what is so already stays.</summary>
    Task DeployAsync(EnsembleDeployment deployment, CancellationToken cancellationToken);

    /// <summary>Has a batch predicted by a deployed ensemble.</summary>
    /// <exception cref="SystemUnderTestException">It failed.</exception>
    Task<RequestOutcome<InvokeResponse>> InvokeAsync(EnsembleDeployment deployment, InvokeRequest request, CancellationToken cancellationToken);

    /// <summary>Has a batch predicted by one of its models alone.</summary>
    /// <exception cref="SystemUnderTestException">It failed.</exception>
    Task<RequestOutcome<ModelResponse>> PredictAsync(EnsembleDeployment deployment, string model, ModelRequest request, CancellationToken cancellationToken);

    /// <summary>Sees to it that the next invocation of every function of an ensemble is a cold start.</summary>
    Task CoolAsync(EnsembleDeployment deployment, CancellationToken cancellationToken);
}

/// <summary>What a system is.</summary>
/// <param name="Lambda">Where Lambda is.</param>
/// <param name="StepFunctions">Where Step Functions is.</param>
/// <param name="CpuControl">How functions are held to their share of the CPU, as <c>GET /emulator/environment</c> says; <c>aws</c>: as AWS does.</param>
public sealed record SystemDescription(Uri Lambda, Uri StepFunctions, string CpuControl)
{
    /// <summary>How CPU shares are held on AWS.</summary>
    public const string Aws = "aws";

    /// <summary>Whether it is AWS.</summary>
    public bool IsAws => CpuControl == Aws;
}

/// <summary>An ensemble as it is deployed.</summary>
public sealed record EnsembleDeployment
{
    /// <summary>What the names of its functions and state machines begin with.</summary>
    public string Prefix { get; init; } = "ensemble";

    /// <summary>The models by their names in the catalog, in the order of the branches.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>MB of each model's function.</summary>
    public int MemorySize { get; init; } = 885;

    /// <summary>MB of the functions <c>invoke</c> and <c>ensemble</c>.</summary>
    public int CombinerMemorySize { get; init; } = 885;

    /// <summary>The timeout of each function, in seconds.</summary>
    public int Timeout { get; init; } = 300;

    /// <summary>Environment variables of functions that run on this machine: where its folders are.</summary>
    public IReadOnlyDictionary<string, string> LocalVariables { get; init; } = new Dictionary<string, string>();

    /// <summary>The name of a model's function.</summary>
    public string FunctionOf(string model) => $"{Prefix}-model-{model}";

    /// <summary>The name of the function that combines.</summary>
    public string Combiner => $"{Prefix}-combine";

    /// <summary>The name of the function that clients call.</summary>
    public string Invoker => $"{Prefix}-invoke";

    /// <summary>The name of the state machine of a flow.</summary>
    public string StateMachineOf(Flow flow) => $"{Prefix}-{(flow == Flow.Parallel ? "parallel" : "sequential")}";

    /// <summary>The names of all functions.</summary>
    public IEnumerable<string> Functions => Models.Select(FunctionOf).Append(Combiner).Append(Invoker);
}

/// <summary>A request that was answered.</summary>
/// <param name="Response">The answer.</param>
/// <param name="Milliseconds">From the client's call until the client had read the answer.</param>
/// <param name="Invocations">The invocations that it led to. Of AWS only the client's own is known; the others are those of <see cref="InvocationReport.Of"/>.</param>
/// <param name="TraceId">Its trace, 32 hexadecimal digits; null: it has none.</param>
public sealed record RequestOutcome<T>(T Response, double Milliseconds, IReadOnlyList<InvocationReport> Invocations, string? TraceId = null);

/// <summary>What Lambda reports of an invocation; times in milliseconds, memory in MB.</summary>
/// <param name="Function">The function.</param>
/// <param name="ColdStart">Whether an environment was started for it.</param>
/// <param name="Queued">From its arrival until its environment began with it; null: not known.</param>
/// <param name="Duration">How long it ran.</param>
/// <param name="Billed">What is billed of it, initialisation included.</param>
/// <param name="Init">How long its environment took to be ready; null: it was warm.</param>
/// <param name="MemorySize">The memory that the function is configured with.</param>
/// <param name="MaxMemoryUsed">The most that it held.</param>
/// <param name="IsContended">Whether more CPU was promised than the machine has while it ran.</param>
public sealed record InvocationReport(
    string Function, bool ColdStart, double? Queued, double Duration, double Billed, double? Init, int MemorySize, int MaxMemoryUsed, bool IsContended)
{
    /// <summary>
    /// What a function says of itself, where Lambda's report of it is not at hand. Lambda counts from its own side of the runtime's
    /// interface and so some tenths of a millisecond more.
    /// </summary>
    public static InvocationReport Of(string function, Timing timing)
    {
        double? init = timing.ColdStart ? timing.Init : null;
        return new(function, timing.ColdStart, Queued: null, timing.Total, Math.Ceiling(timing.Total + (init ?? 0)), init, timing.MemorySize, (int)Math.Ceiling(timing.PeakMemory), IsContended: false);
    }
}

/// <summary>The system did not do what it was asked. The message says what and why.</summary>
public sealed class SystemUnderTestException : Exception
{
    /// <summary>Creates the error.</summary>
    public SystemUnderTestException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    public SystemUnderTestException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
