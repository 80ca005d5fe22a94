namespace Ensemble.Lambda.Isolation;

/// <summary>
/// A worker's program is missing or cannot be executed. The message is AWS's, e.g.
/// <c>Couldn't find valid bootstrap(s): [/var/task/bootstrap]</c> or <c>fork/exec /var/task/bootstrap: exec format error</c>.
/// </summary>
public sealed class InvalidEntrypointException : Exception
{
    /// <summary>Creates the error.</summary>
    public InvalidEntrypointException(string message)
        : base(message)
    {
    }
}
