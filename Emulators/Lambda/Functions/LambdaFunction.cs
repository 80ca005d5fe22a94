namespace Ensemble.Lambda.Functions;

/// <summary>A function: its versions, and what applies to all of them. Changed by <see cref="FunctionRegistry"/> alone.</summary>
public sealed class LambdaFunction
{
    internal LambdaFunction(string name) => Name = name;

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What <c>$LATEST</c> is at the moment.</summary>
    public FunctionVersion Latest { get; internal set; } = null!;

    /// <summary>
    /// Invocations that may run at once over all versions, kept free for them in the account; 0 switches the function
    /// off, null leaves it to the account.
    /// </summary>
    public int? ReservedConcurrency { get; internal set; }

    /// <summary>How events are handled that nobody waits for.</summary>
    public AsynchronousSettings Asynchronous { get; internal set; } = new();
}
