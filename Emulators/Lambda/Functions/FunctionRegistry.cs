namespace Ensemble.Lambda.Functions;

/// <summary>placeholder</summary>
public sealed class FunctionRegistry
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, LambdaFunction> _all = new();

    /// <summary>Makes an empty registry.</summary>
    public FunctionRegistry(AccountSettings account, TimeProvider time, int seed) { Account = account; _ = (time, seed); }

    /// <summary>Where the functions live.</summary>
    public AccountSettings Account { get; }

    /// <summary>.</summary>
    public event Action<FunctionVersion>? Retired;

    /// <summary>.</summary>
    public event Action<FunctionVersion, int>? ProvisionedChanged;

    /// <summary>All functions, by name.</summary>
    public IReadOnlyList<LambdaFunction> List() => [.. _all.Values];

    /// <summary>Reserved concurrency of all functions together.</summary>
    public int ReservedTotal { get; private set; }

    /// <summary>.</summary>
    public LambdaFunction Create(FunctionConfiguration c, int? reserved = null, int provisioned = 0)
    {
        var f = new LambdaFunction(c.Name) { ReservedConcurrency = reserved };
        f.Latest = new(f, FunctionVersion.Latest, c);
        _all[c.Name] = f;
        ReservedTotal += reserved ?? 0;
        if (provisioned > 0) { ProvisionedChanged?.Invoke(f.Latest, provisioned); }
        return f;
    }

    /// <summary>.</summary>
    public void Delete(string name) { if (_all.TryRemove(name, out var f)) { Retired?.Invoke(f.Latest); } }

    /// <summary>Finds what an invocation runs.</summary>
    public Invocable Resolve(string nameOrArn, string? qualifier) => _all.TryGetValue(nameOrArn, out var f)
        ? new(f.Latest, $"arn:aws:lambda:us-east-1:000000000000:function:{nameOrArn}")
        : throw LambdaServiceException.FunctionNotFound($"{nameOrArn}:{qualifier}");
}
