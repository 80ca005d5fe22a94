namespace Ensemble.Lambda.Isolation;

/// <summary>How a worker process ended.</summary>
/// <param name="Code">Its exit code; meaningless where a signal ended it.</param>
/// <param name="Signal">The signal that ended it, in the words of Go's <c>syscall.Signal</c>, e.g. <c>killed</c>; null: none.</param>
/// <param name="OutOfMemory">Whether it was killed because the sandbox' memory limit was reached.</param>
public sealed record WorkerExit(int Code, string? Signal, bool OutOfMemory);
