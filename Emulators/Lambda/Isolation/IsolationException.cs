namespace Ensemble.Lambda.Isolation;

/// <summary>The isolation that was asked for is not possible on this machine. The message says why and what to do.</summary>
public sealed class IsolationException : Exception
{
    /// <summary>Creates the error.</summary>
    public IsolationException(string message)
        : base(message)
    {
    }
}
