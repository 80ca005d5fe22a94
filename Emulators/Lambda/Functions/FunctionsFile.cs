using Ensemble.Lambda.Isolation;

namespace Ensemble.Lambda.Functions;

/// <summary>
/// A file that declares functions and how the emulator behaves:
/// <code>
/// { "functions": [ { "name": "echo", "command": ["./bootstrap"], "directory": "build", "handler": "echo", "memorySize": 885,
///     "timeout": 30, "environment": { "K": "V" }, "reservedConcurrency": null, "provisionedConcurrency": 0 } ],
///   "account": { "concurrentExecutions": 1000 }, "idleLifetime": "00:06:00" }
/// </code>
/// Folders are relative to the file. Provisioned concurrency is that of <c>$LATEST</c>, which AWS does not allow.
/// </summary>
public sealed record FunctionsFile
{
    /// <summary>The functions.</summary>
    public IReadOnlyList<FunctionDeclaration> Functions { get; init; } = [];

    /// <summary>Where they live.</summary>
    public AccountSettings Account { get; init; } = new();

    /// <summary>How the emulator behaves.</summary>
    public EmulatorOptions Options { get; init; } = new();

    /// <summary>What is to hold workers to their share of the CPU; null: the best there is.</summary>
    public CpuControl? CpuControl { get; init; }

    /// <summary>What will not work, as sentences; nothing of it keeps the others from working.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="FunctionsFileException">It cannot be used; the message tells all that is wrong with it.</exception>
    public static FunctionsFile Read(string path)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FunctionsFileException([$"{path} cannot be read: {exception.Message}"]);
        }

        try
        {
            return FunctionsFileReader.Read(content, Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (FunctionsFileException exception)
        {
            throw new FunctionsFileException([.. exception.Faults.Select(fault => $"{path}: {fault}")]);
        }
    }

    /// <summary>Adds the functions to a registry.</summary>
    public void Register(FunctionRegistry registry)
    {
        foreach (var declaration in Functions)
        {
            var function = registry.Create(declaration.Configuration);
            registry.Concurrency.SetReserved(function.Name, declaration.ReservedConcurrency);
            registry.SetAsynchronous(function.Name, declaration.Asynchronous);
            if (declaration.ProvisionedConcurrency > 0)
            {
                registry.Concurrency.ProvisionLatest(function, declaration.ProvisionedConcurrency);
            }
        }
    }
}
