namespace Ensemble.Lambda.Isolation;

/// <summary>How a worker process is started.</summary>
/// <param name="Command">
/// The program and its arguments. A program with a slash is looked up in <paramref name="Directory"/>, one without there
/// first and then in the search path.
/// </param>
/// <param name="Directory">The working directory.</param>
/// <param name="Environment">All of its environment variables; nothing else is inherited.</param>
/// <param name="OnOutput">
/// Receives standard output and standard error, in the order they were written, as they are read; called by one thread at a time.
/// </param>
public sealed record WorkerStart(
    IReadOnlyList<string> Command,
    string Directory,
    IReadOnlyDictionary<string, string> Environment,
    Action<ReadOnlyMemory<byte>> OnOutput);
