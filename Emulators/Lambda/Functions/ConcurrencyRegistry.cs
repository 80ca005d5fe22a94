using System.Globalization;

namespace Ensemble.Lambda.Functions;

/// <summary>The concurrency that is kept for functions: reserved, and provisioned for a version or an alias.</summary>
public sealed class ConcurrencyRegistry
{
    private readonly FunctionRegistry _functions;
    private readonly Lock _gate;
    private readonly TimeProvider _time;

    internal ConcurrencyRegistry(FunctionRegistry functions, Lock gate, TimeProvider time)
    {
        _functions = functions;
        _gate = gate;
        _time = time;
    }

    /// <summary>Reserved concurrency of all functions together.</summary>
    public int ReservedTotal { get; private set; }

    /// <summary>What all functions without a reservation share.</summary>
    public int Unreserved => _functions.Account.ConcurrentExecutions - ReservedTotal;

    /// <summary>Keeps concurrency for a function; null: it shares what others leave.</summary>
    /// <exception cref="LambdaServiceException">There is no such function, or not enough concurrency.</exception>
    public void SetReserved(string nameOrArn, int? reserved)
    {
        lock (_gate)
        {
            var function = _functions.Get(nameOrArn);
            if (reserved is { } wanted)
            {
                CheckReserved(function, wanted);
            }

            ReservedTotal += (reserved ?? 0) - (function.ReservedConcurrency ?? 0);
            function.ReservedConcurrency = reserved;
        }
    }

    /// <summary>Finds what is provisioned for a version or an alias.</summary>
    /// <exception cref="LambdaServiceException">Nothing is, or there is no such version.</exception>
    public (ProvisionedConcurrency Configuration, FunctionVersion Version) GetProvisioned(string nameOrArn, string? qualifier)
    {
        var (function, version, given) = FindProvisionable(nameOrArn, qualifier);
        return function.Provisioned.TryGetValue(given, out var configuration)
            ? (configuration, version)
            : throw new LambdaServiceException(
                404, "ProvisionedConcurrencyConfigNotFoundException", "No Provisioned Concurrency Config found for this function");
    }

    /// <summary>Keeps environments started for a version or an alias.</summary>
    /// <exception cref="LambdaServiceException">There is no such version, it may not have any, or there is not enough concurrency.</exception>
    public void SetProvisioned(string nameOrArn, string? qualifier, int requested)
    {
        if (requested < 1)
        {
            throw ConstraintViolation.TooSmall("provisionedConcurrentExecutions", requested, 1).ToException();
        }

        Change(nameOrArn, qualifier, (function, given) =>
        {
            var others = function.Provisioned.Where(other => other.Key != given).Sum(other => other.Value.Requested);
            if (function.ReservedConcurrency is { } reserved ? requested + others > reserved : requested + others > Unreserved - _functions.Account.MinimumUnreservedConcurrency)
            {
                throw LambdaServiceException.InvalidParameter(function.ReservedConcurrency is not null
                    ? "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function"
                    : string.Create(CultureInfo.InvariantCulture, $"Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [{Unreserved}]."));
            }

            function.Provisioned = function.Provisioned.SetItem(given, new(requested, _time.GetUtcNow()));
        });
    }

    /// <summary>Keeps no environments started for a version or an alias any more.</summary>
    /// <exception cref="LambdaServiceException">There is no such version.</exception>
    public void DeleteProvisioned(string nameOrArn, string? qualifier) =>
        Change(nameOrArn, qualifier, (function, given) => function.Provisioned = function.Provisioned.Remove(given));

    /// <summary>Keeps environments started for <c>$LATEST</c>, which AWS does not allow; for functions that are read from a file.</summary>
    internal void ProvisionLatest(LambdaFunction function, int requested)
    {
        function.Provisioned = function.Provisioned.SetItem(FunctionVersion.Latest, new(requested, _time.GetUtcNow()));
        _functions.RaiseProvisionedChanged(function.Latest, requested);
    }

    internal void Forget(LambdaFunction function) => ReservedTotal -= function.ReservedConcurrency ?? 0;

    /// <summary>How many environments are to be kept started by version.</summary>
    internal static Dictionary<FunctionVersion, int> Totals(LambdaFunction function) => function.Provisioned
        .Select(provisioned => (Version: FunctionRegistry.VersionOf(function, provisioned.Key), provisioned.Value.Requested))
        .Where(provisioned => provisioned.Version is not null)
        .GroupBy(provisioned => provisioned.Version!)
        .ToDictionary(group => group.Key, group => group.Sum(provisioned => provisioned.Requested));

    /// <summary>Tells of the versions whose total has changed.</summary>
    internal void RaiseChanges(LambdaFunction function, Dictionary<FunctionVersion, int> before)
    {
        var after = Totals(function);
        foreach (var version in before.Keys.Union(after.Keys))
        {
            var total = after.GetValueOrDefault(version);
            if (total != before.GetValueOrDefault(version))
            {
                _functions.RaiseProvisionedChanged(version, total);
            }
        }
    }

    private void Change(string nameOrArn, string? qualifier, Action<LambdaFunction, string> change)
    {
        LambdaFunction function;
        Dictionary<FunctionVersion, int> before;
        lock (_gate)
        {
            (function, _, var given) = FindProvisionable(nameOrArn, qualifier);
            before = Totals(function);
            change(function, given);
        }

        RaiseChanges(function, before);
    }

    private (LambdaFunction Function, FunctionVersion Version, string Qualifier) FindProvisionable(string nameOrArn, string? qualifier)
    {
        var (function, version, given) = _functions.Find(nameOrArn, qualifier);
        return given switch
        {
            null => throw LambdaServiceException.InvalidParameter("The function resource provided must be an alias or a published version."),
            FunctionVersion.Latest => throw LambdaServiceException.InvalidParameter("Provisioned Concurrency Configs cannot be applied to unpublished function versions."),
            _ => (function, version, given),
        };
    }

    private void CheckReserved(LambdaFunction function, int wanted)
    {
        if (wanted < 0)
        {
            throw ConstraintViolation.TooSmall("reservedConcurrentExecutions", wanted, 0).ToException();
        }

        var provisioned = function.Provisioned.Values.Sum(configuration => configuration.Requested);
        if (wanted < provisioned)
        {
            // The two spaces are AWS's.
            throw LambdaServiceException.InvalidParameter(string.Create(
                CultureInfo.InvariantCulture, $" ReservedConcurrentExecutions  {wanted} should not be lower than function's total provisioned concurrency [{provisioned}]."));
        }

        var minimum = _functions.Account.MinimumUnreservedConcurrency;
        if (Unreserved + (function.ReservedConcurrency ?? 0) - wanted < minimum)
        {
            throw LambdaServiceException.InvalidParameter(string.Create(
                CultureInfo.InvariantCulture, $"Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [{minimum}]."));
        }
    }
}
