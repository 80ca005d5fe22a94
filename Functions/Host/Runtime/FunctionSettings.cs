using System.Globalization;

namespace Ensemble.Functions.Runtime;

/// <summary>How the function is configured: its environment variables, read once.</summary>
public sealed record FunctionSettings
{
    private readonly Func<string, string?> _read;

    /// <summary>Reads settings.</summary>
    /// <param name="read">Gives the value of an environment variable; null: it is not set.</param>
    public FunctionSettings(Func<string, string?> read) => _read = read;

    /// <summary>Host and port of the Runtime API, and the prefix of its path, if it has one.</summary>
    public string RuntimeApi => Required("AWS_LAMBDA_RUNTIME_API", "the address of the Runtime API; the platform sets it");

    /// <summary>The handler's name.</summary>
    public string Handler => this["_HANDLER"] ?? string.Empty;

    /// <summary>MB that the function may use; 0: not known.</summary>
    public int MemorySize => int.TryParse(this["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"], CultureInfo.InvariantCulture, out var size) ? size : 0;

    /// <summary>CPUs' worth of time that the memory buys; 1 where it is not known.</summary>
    public double VCpus => MemorySize > 0 ? MemorySize / 1769.0 : 1;

    /// <summary>The folder for temporary files.</summary>
    public string TemporaryFolder => this["TMPDIR"] ?? Path.GetTempPath();

    /// <summary>A variable; null: it is not set or empty.</summary>
    public string? this[string name] => _read(name) is { Length: > 0 } value ? value : null;

    /// <summary>A variable that must be set.</summary>
    /// <exception cref="FunctionException">It is not.</exception>
    public string Required(string name, string meaning) =>
        this[name] ?? throw new FunctionException($"The environment variable {name} is not set. Set it to {meaning}.");

    /// <summary>A variable that is a whole number in a range; null: it is not set.</summary>
    /// <exception cref="FunctionException">It is something else.</exception>
    public int? Whole(string name, int least, int most)
    {
        if (this[name] is not { } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FunctionException($"The environment variable {name} is '{text}'; it must be a whole number from {least} to {most}.");
    }
}

/// <summary>Something that whoever configures or calls the function can mend. The message says what.</summary>
public sealed class FunctionException : Exception
{
    /// <summary>Creates the error.</summary>
    public FunctionException(string message)
        : base(message)
    {
    }
}
