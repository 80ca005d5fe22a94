using System.Net;

namespace Ensemble.Contracts.Aws;

/// <summary>A service refused a request.</summary>
public sealed class AwsServiceException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="status">The status of the answer.</param>
    /// <param name="code">The error's code, e.g. <c>StateMachineDoesNotExist</c>.</param>
    /// <param name="message">What the service says.</param>
    public AwsServiceException(HttpStatusCode status, string code, string message)
        : base(message.Length > 0 ? $"{code}: {message}" : code) => (Status, Code) = (status, code);

    /// <summary>The status of the answer.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>The error's code.</summary>
    public string Code { get; }
}
