namespace Aspire.Hosting;

/// <summary>The application cannot be run as described. The message says why and what to do.</summary>
public sealed class DistributedApplicationException : Exception
{
    /// <summary>Without a message.</summary>
    public DistributedApplicationException()
    {
    }

    /// <summary>With a message.</summary>
    public DistributedApplicationException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public DistributedApplicationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
