namespace Ensemble.Lambda.Isolation;

/// <summary>Makes the sandboxes in which workers run. What it can enforce depends on the machine and is found out once.</summary>
public interface IIsolation : IAsyncDisposable
{
    /// <summary>What holds workers to their share of the CPU.</summary>
    CpuControl CpuControl { get; }

    /// <summary>What holds workers to their memory.</summary>
    MemoryControl MemoryControl { get; }

    /// <summary>Why nothing better is in force, as a sentence for the user; null where the best is.</summary>
    string? Limitation { get; }

    /// <summary>Makes an empty sandbox.</summary>
    /// <param name="id">Its name: lower-case letters, digits and dashes.</param>
    /// <param name="memoryLimit">Bytes that its processes may use together.</param>
    ISandbox CreateSandbox(string id, long memoryLimit);
}
