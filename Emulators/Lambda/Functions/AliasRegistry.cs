namespace Ensemble.Lambda.Functions;

/// <summary>The aliases of functions.</summary>
public sealed class AliasRegistry
{
    private readonly FunctionRegistry _functions;
    private readonly Lock _gate;
    private readonly Ids _ids;

    internal AliasRegistry(FunctionRegistry functions, Lock gate, Ids ids)
    {
        _functions = functions;
        _gate = gate;
        _ids = ids;
    }

    /// <summary>Finds an alias.</summary>
    /// <exception cref="LambdaServiceException">There is none.</exception>
    public FunctionAlias Get(string function, string name)
    {
        var owner = _functions.Get(function);
        return owner.Aliases.TryGetValue(name, out var alias) ? alias : throw NotFound(owner, name);
    }

    /// <summary>Adds an alias.</summary>
    /// <exception cref="LambdaServiceException">There is one of that name, or there is no such version.</exception>
    public FunctionAlias Create(string function, string name, string version, string? description, (string Version, double Weight)? additional)
    {
        lock (_gate)
        {
            var owner = _functions.Get(function);
            if (owner.Aliases.ContainsKey(name))
            {
                throw LambdaServiceException.Conflict($"Alias already exists: {owner.Arn}:{name}");
            }

            if (name.Length is 0 or > 128 || name.All(char.IsAsciiDigit) || !name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'))
            {
                throw ConstraintViolation.Pattern("name", name, @"(?!^[0-9]+$)([a-zA-Z0-9-_]+)").ToException();
            }

            return Put(owner, new()
            {
                Name = name,
                FunctionVersion = version,
                Description = description ?? string.Empty,
                Additional = additional,
                RevisionId = _ids.Uuid(),
            });
        }
    }

    /// <summary>Changes an alias; what is null stays.</summary>
    /// <param name="function">The function.</param>
    /// <param name="name">The alias.</param>
    /// <param name="version">The version it is to point to.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="additional">Another version and its weight; a weight of 0 takes it away.</param>
    /// <param name="revisionId">The revision that is to be changed.</param>
    /// <exception cref="LambdaServiceException">There is no such alias or version, or it was changed by somebody else.</exception>
    public FunctionAlias Update(
        string function, string name, string? version, string? description, (string Version, double Weight)? additional, string? revisionId)
    {
        LambdaFunction owner;
        FunctionAlias alias;
        Dictionary<FunctionVersion, int> before;
        lock (_gate)
        {
            owner = _functions.Get(function);
            var present = Get(function, name);
            FunctionRegistry.CheckRevision(revisionId, present.RevisionId);
            before = ConcurrencyRegistry.Totals(owner);
            alias = Put(owner, present with
            {
                FunctionVersion = version ?? present.FunctionVersion,
                Description = description ?? present.Description,
                Additional = additional is null ? present.Additional : additional.Value.Weight == 0 ? null : additional,
                RevisionId = _ids.Uuid(),
            });
        }

        _functions.Concurrency.RaiseChanges(owner, before);
        return alias;
    }

    /// <summary>Removes an alias; if there is none, nothing happens.</summary>
    public void Delete(string function, string name)
    {
        LambdaFunction owner;
        Dictionary<FunctionVersion, int> before;
        lock (_gate)
        {
            owner = _functions.Get(function);
            before = ConcurrencyRegistry.Totals(owner);
            owner.Aliases = owner.Aliases.Remove(name);
            owner.Provisioned = owner.Provisioned.Remove(name);
        }

        _functions.Concurrency.RaiseChanges(owner, before);
    }

    private static FunctionAlias Put(LambdaFunction owner, FunctionAlias alias)
    {
        foreach (var version in new[] { alias.FunctionVersion, alias.Additional?.Version }.OfType<string>())
        {
            if (owner.FindVersion(version) is null)
            {
                throw LambdaServiceException.FunctionNotFound($"{owner.Arn}:{version}");
            }
        }

        if (alias.Additional is { } additional)
        {
            if (additional.Weight is < 0 or > 1)
            {
                throw LambdaServiceException.Validation(
                    $"1 validation error detected: Value '{additional.Weight}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Member must be between 0.0 and 1.0");
            }

            if (alias.FunctionVersion == FunctionVersion.Latest || additional.Version == FunctionVersion.Latest)
            {
                throw LambdaServiceException.InvalidParameter("$LATEST is not supported for an alias pointing to more than 1 version");
            }

            if (alias.FunctionVersion == additional.Version)
            {
                throw LambdaServiceException.InvalidParameter(
                    $"Invalid function version {additional.Version}. Function version {additional.Version} is already included in routing configuration.");
            }
        }

        owner.Aliases = owner.Aliases.SetItem(alias.Name, alias);
        return alias;
    }

    private static LambdaServiceException NotFound(LambdaFunction owner, string name) =>
        LambdaServiceException.NotFound($"Cannot find alias arn: {owner.Arn}:{name}");
}
