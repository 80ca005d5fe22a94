namespace Ensemble.Lambda.Functions;

/// <summary>What a user configures of a function. Every value has been validated.</summary>
public sealed record FunctionConfiguration
{
    /// <summary>The function's name.</summary>
    public required string Name { get; init; }

    /// <summary>The folder of its code, an absolute path; <c>LAMBDA_TASK_ROOT</c> and the working directory.</summary>
    public required string Directory { get; init; }

    /// <summary>The program that speaks the Runtime API, and its arguments.</summary>
    public IReadOnlyList<string> Command { get; init; } = ["./bootstrap"];

    /// <summary>What the program is to run, passed as <c>_HANDLER</c>.</summary>
    public string Handler { get; init; } = string.Empty;

    /// <summary>MB, 128 to 10,240; buys CPU in proportion, 1769 MB one vCPU.</summary>
    public int MemorySize { get; init; } = 128;

    /// <summary>Seconds an invocation may take, 1 to 900.</summary>
    public int Timeout { get; init; } = 3;

    /// <summary>The function's own environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>What it is for.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>The runtime's name; only shown.</summary>
    public string Runtime { get; init; } = "provided.al2023";

    /// <summary>The role's ARN; only shown.</summary>
    public string Role { get; init; } = "arn:aws:iam::000000000000:role/lambda";

    /// <summary>MB of <c>/tmp</c>, 512 to 10,240; only shown.</summary>
    public int EphemeralStorage { get; init; } = 512;

    /// <summary>CPUs' worth of time that the memory buys.</summary>
    public double VCpus => MemorySize / 1769.0;
}
