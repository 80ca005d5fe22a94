namespace Ensemble.Lambda.Functions;

/// <summary>A functions file cannot be used. The message lists everything that is wrong with it.</summary>
public sealed class FunctionsFileException : Exception
{
    /// <summary>Creates the error.</summary>
    public FunctionsFileException(IReadOnlyList<string> faults)
        : base(string.Join(Environment.NewLine, faults)) => Faults = faults;

    /// <summary>What is wrong, each as a sentence with its place.</summary>
    public IReadOnlyList<string> Faults { get; }
}
