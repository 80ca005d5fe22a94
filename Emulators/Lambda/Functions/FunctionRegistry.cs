using System.Collections.Immutable;
using System.Globalization;

namespace Ensemble.Lambda.Functions;

/// <summary>
/// All functions, their versions and aliases, and the concurrency that is kept for them. Safe to use from several
/// threads: one lock guards every change, and reading what to invoke takes none.
/// </summary>
public sealed class FunctionRegistry
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Ids _ids;
    private readonly Random _draw;
    private ImmutableDictionary<string, LambdaFunction> _functions = ImmutableDictionary.Create<string, LambdaFunction>(StringComparer.Ordinal);

    /// <summary>Makes an empty registry.</summary>
    /// <param name="account">Where the functions live.</param>
    /// <param name="ids">Makes revision ids.</param>
    /// <param name="seed">Seeds the draw of weighted aliases.</param>
    /// <param name="time">The clock.</param>
    public FunctionRegistry(AccountSettings account, Ids ids, int seed, TimeProvider time)
    {
        Account = account;
        _ids = ids;
        _draw = new Random(seed);
        _time = time;
        Concurrency = new(this, _gate, time);
        Aliases = new(this, _gate, ids);
    }

    /// <summary>Where the functions live.</summary>
    public AccountSettings Account { get; }

    /// <summary>The concurrency that is kept for functions.</summary>
    public ConcurrencyRegistry Concurrency { get; }

    /// <summary>The aliases of functions.</summary>
    public AliasRegistry Aliases { get; }

    /// <summary>A version is used for no new invocation: its function was updated or deleted. Raised outside the lock.</summary>
    public event Action<FunctionVersion>? Retired;

    /// <summary>
    /// The number of environments of a version that are to be kept started has changed; the sum over the version and the
    /// aliases that point to it. Raised outside the lock.
    /// </summary>
    public event Action<FunctionVersion, int>? ProvisionedChanged;

    /// <summary>All functions, by name.</summary>
    public IReadOnlyList<LambdaFunction> List() => [.. _functions.Values.OrderBy(function => function.Name, StringComparer.Ordinal)];

    /// <summary>Finds what an invocation runs.</summary>
    /// <param name="nameOrArn">Name, <c>name:qualifier</c>, <c>account:function:name</c> or ARN.</param>
    /// <param name="qualifier">A version or an alias; null: <c>$LATEST</c>, or the one in the name.</param>
    /// <exception cref="LambdaServiceException">There is none, or the qualifiers contradict each other.</exception>
    public Invocable Resolve(string nameOrArn, string? qualifier)
    {
        if (string.IsNullOrEmpty(qualifier) && _functions.TryGetValue(nameOrArn, out var plain))
        {
            return plain.InvocableLatest;
        }

        var reference = FunctionReference.Parse(nameOrArn, qualifier, Account);
        if (_functions.TryGetValue(reference.Name, out var function))
        {
            if (reference.Qualifier is null)
            {
                return function.InvocableLatest;
            }

            if (Pointed(function, reference.Qualifier) is { } version)
            {
                return new(version, $"{function.Arn}:{reference.Qualifier}");
            }
        }

        throw LambdaServiceException.FunctionNotFound($"{ArnOf(reference.Name)}:{reference.Qualifier ?? FunctionVersion.Latest}");
    }

    /// <summary>Finds a function.</summary>
    /// <exception cref="LambdaServiceException">There is none.</exception>
    public LambdaFunction Get(string nameOrArn) => Find(nameOrArn, qualifier: null).Function;

    /// <summary>Finds a function and the version that a qualifier stands for, <c>$LATEST</c> if there is none.</summary>
    /// <exception cref="LambdaServiceException">There is none.</exception>
    public (LambdaFunction Function, FunctionVersion Version, string? Qualifier) Find(string nameOrArn, string? qualifier)
    {
        var reference = FunctionReference.Parse(nameOrArn, qualifier, Account);
        var function = _functions.GetValueOrDefault(reference.Name);
        var version = function is null ? null : reference.Qualifier is null ? function.Latest : VersionOf(function, reference.Qualifier);
        return version is not null
            ? (function!, version, reference.Qualifier)
            : throw LambdaServiceException.FunctionNotFound(
                reference.Qualifier is null ? ArnOf(reference.Name) : $"{ArnOf(reference.Name)}:{reference.Qualifier}");
    }

    /// <summary>Adds a function.</summary>
    /// <exception cref="LambdaServiceException">There is one of that name, or its configuration breaks a rule.</exception>
    public LambdaFunction Create(FunctionConfiguration configuration, FunctionCode? code = null)
    {
        FunctionRules.Checked(configuration);
        lock (_gate)
        {
            if (_functions.ContainsKey(configuration.Name))
            {
                throw LambdaServiceException.Conflict($"Function already exist: {configuration.Name}");
            }

            var function = new LambdaFunction(configuration.Name, Account);
            function.Latest = NewVersion(function, FunctionVersion.Latest, configuration, code ?? new(configuration.Directory));
            _functions = _functions.Add(function.Name, function);
            return function;
        }
    }

    /// <summary>Changes what <c>$LATEST</c> is.</summary>
    /// <param name="nameOrArn">The function.</param>
    /// <param name="configure">Makes the new configuration of the present one.</param>
    /// <param name="code">The new code; null: it stays.</param>
    /// <param name="revisionId">The revision that is to be changed; null: whichever it is.</param>
    /// <exception cref="LambdaServiceException">There is no such function, it was changed by somebody else, or a rule is broken.</exception>
    public FunctionVersion Update(
        string nameOrArn, Func<FunctionConfiguration, FunctionConfiguration> configure, FunctionCode? code = null, string? revisionId = null)
    {
        FunctionVersion before;
        FunctionVersion after;
        lock (_gate)
        {
            var function = Get(nameOrArn);
            before = function.Latest;
            CheckRevision(revisionId, before.RevisionId);
            var configuration = FunctionRules.Checked(configure(before.Configuration));
            if (code is not null)
            {
                configuration = configuration with { Directory = code.Directory };
            }

            after = NewVersion(function, FunctionVersion.Latest, configuration, code ?? before.Code);
            function.Latest = after;
        }

        Retired?.Invoke(before);
        return after;
    }

    /// <summary>Makes a version of <c>$LATEST</c>; where nothing has changed since the last one, that one is returned.</summary>
    /// <exception cref="LambdaServiceException">There is no such function, or it is not what the caller takes it for.</exception>
    public FunctionVersion Publish(string nameOrArn, string? description = null, string? codeSha256 = null, string? revisionId = null)
    {
        lock (_gate)
        {
            var function = Get(nameOrArn);
            var latest = function.Latest;
            CheckRevision(revisionId, latest.RevisionId);
            if (codeSha256 is not null && codeSha256 != latest.Code.Sha256)
            {
                throw LambdaServiceException.InvalidParameter(
                    $"CodeSHA256 ({codeSha256}) is different from current CodeSHA256 in $LATEST ({latest.Code.Sha256}). Please try again with the CodeSHA256 in $LATEST.");
            }

            var configuration = description is null ? latest.Configuration : latest.Configuration with { Description = description };
            if (function.Versions.LastOrDefault() is { } last && last.Code == latest.Code
                && last.Configuration with { Description = string.Empty } == latest.Configuration with { Description = string.Empty })
            {
                return last;
            }

            var version = NewVersion(function, function.NextVersion++.ToString(CultureInfo.InvariantCulture), configuration, latest.Code);
            function.Versions = function.Versions.Add(version);
            return version;
        }
    }

    /// <summary>Removes a function, or one of its versions.</summary>
    /// <exception cref="LambdaServiceException">There is none, or an alias points to the version.</exception>
    public void Delete(string nameOrArn, string? qualifier)
    {
        List<FunctionVersion> retired;
        lock (_gate)
        {
            var (function, version, given) = Find(nameOrArn, qualifier);
            if (given is null)
            {
                _functions = _functions.Remove(function.Name);
                retired = [function.Latest, .. function.Versions];
                Concurrency.Forget(function);
            }
            else if (given == FunctionVersion.Latest)
            {
                throw LambdaServiceException.InvalidParameter("$LATEST version cannot be deleted without deleting the function.");
            }
            else if (function.Aliases.Values.FirstOrDefault(alias => alias.FunctionVersion == version.Version || alias.Additional?.Version == version.Version) is { } alias)
            {
                throw LambdaServiceException.Conflict($"Version {version.Version} is referenced by alias {alias.Name}.");
            }
            else
            {
                function.Versions = function.Versions.Remove(version);
                function.Provisioned = function.Provisioned.Remove(version.Version);
                retired = [version];
            }
        }

        foreach (var version in retired)
        {
            ProvisionedChanged?.Invoke(version, 0);
            Retired?.Invoke(version);
        }
    }

    /// <summary>Sets how events are handled that nobody waits for; null: the defaults hold again.</summary>
    public void SetAsynchronous(string nameOrArn, AsynchronousSettings? settings)
    {
        lock (_gate)
        {
            Get(nameOrArn).AsynchronousSettings = settings is null ? null : settings with { LastModified = _time.GetUtcNow() };
        }
    }

    /// <summary>Changes a function's tags.</summary>
    public void SetTags(string nameOrArn, Func<ImmutableSortedDictionary<string, string>, ImmutableSortedDictionary<string, string>> change)
    {
        lock (_gate)
        {
            var function = Get(nameOrArn);
            function.Tags = change(function.Tags);
        }
    }

    internal static void CheckRevision(string? given, string present)
    {
        if (given is not null && given != present)
        {
            throw new LambdaServiceException(
                412,
                "PreconditionFailedException",
                "The RevisionId provided does not match the latest RevisionId. Call the GetFunction/GetAlias API to retrieve the latest Revision Id");
        }
    }

    /// <summary>The version that a version's number or an alias stands for, without drawing; null: there is none.</summary>
    internal static FunctionVersion? VersionOf(LambdaFunction function, string qualifier) =>
        function.Aliases.TryGetValue(qualifier, out var alias) ? function.FindVersion(alias.FunctionVersion) : function.FindVersion(qualifier);

    internal void RaiseProvisionedChanged(FunctionVersion version, int total) => ProvisionedChanged?.Invoke(version, total);

    private FunctionVersion? Pointed(LambdaFunction function, string qualifier)
    {
        if (!function.Aliases.TryGetValue(qualifier, out var alias) || alias.Additional is not { } additional)
        {
            return VersionOf(function, qualifier);
        }

        lock (_draw)
        {
            return function.FindVersion(_draw.NextDouble() < additional.Weight ? additional.Version : alias.FunctionVersion);
        }
    }

    private FunctionVersion NewVersion(LambdaFunction function, string version, FunctionConfiguration configuration, FunctionCode code) =>
        new(function, version, configuration, code, _ids.Uuid(), _time.GetUtcNow());

    private string ArnOf(string name) => $"arn:aws:lambda:{Account.Region}:{Account.AccountId}:function:{name}";
}
