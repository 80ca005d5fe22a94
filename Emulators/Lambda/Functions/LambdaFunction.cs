using System.Collections.Immutable;

namespace Ensemble.Lambda.Functions;

/// <summary>
/// A function: its versions, and what applies to all of them. Changed by <see cref="FunctionRegistry"/> alone, one
/// immutable value at a time, so that it can be read without a lock.
/// </summary>
public sealed class LambdaFunction
{
    private FunctionVersion _latest = null!;

    internal LambdaFunction(string name, AccountSettings account)
    {
        Name = name;
        Arn = $"arn:aws:lambda:{account.Region}:{account.AccountId}:function:{name}";
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its ARN, without a qualifier.</summary>
    public string Arn { get; }

    /// <summary>What <c>$LATEST</c> is at the moment.</summary>
    public FunctionVersion Latest
    {
        get => _latest;
        internal set
        {
            _latest = value;
            InvocableLatest = new(value, Arn);
        }
    }

    /// <summary>Published versions, the oldest first.</summary>
    public ImmutableList<FunctionVersion> Versions { get; internal set; } = [];

    /// <summary>Aliases by name.</summary>
    public ImmutableSortedDictionary<string, FunctionAlias> Aliases { get; internal set; } =
        ImmutableSortedDictionary.Create<string, FunctionAlias>(StringComparer.Ordinal);

    /// <summary>
    /// Invocations that may run at once over all versions, kept free for them in the account; 0 switches the function
    /// off, null leaves it to the account.
    /// </summary>
    public int? ReservedConcurrency { get; internal set; }

    /// <summary>Environments that are to be kept started, by version or alias.</summary>
    public ImmutableSortedDictionary<string, ProvisionedConcurrency> Provisioned { get; internal set; } =
        ImmutableSortedDictionary.Create<string, ProvisionedConcurrency>(StringComparer.Ordinal);

    /// <summary>How events are handled that nobody waits for; null: nothing was set, the defaults hold.</summary>
    public AsynchronousSettings? AsynchronousSettings { get; internal set; }

    /// <summary>How events are handled that nobody waits for.</summary>
    public AsynchronousSettings Asynchronous => AsynchronousSettings ?? AsynchronousSettings.Default;

    /// <summary>Its tags.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; internal set; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    internal Invocable InvocableLatest { get; private set; } = null!;

    internal int NextVersion { get; set; } = 1;

    /// <summary>A version by number or <c>$LATEST</c>; null: there is none.</summary>
    internal FunctionVersion? FindVersion(string version) =>
        version == FunctionVersion.Latest ? Latest : Versions.Find(published => published.Version == version);
}
