namespace Ensemble.StepFunctions.Service;

/// <summary>A request is refused, in AWS' words.</summary>
/// <param name="code">AWS' code, e.g. <c>StateMachineDoesNotExist</c>.</param>
/// <param name="message">What is wrong.</param>
public sealed class ServiceException(string code, string message) : Exception(message)
{
    /// <summary>AWS' code.</summary>
    public string Code { get; } = code;

    /// <summary>A field does not hold what it may.</summary>
    public static ServiceException Validation(string message) => new("ValidationException", message);

    /// <summary>An ARN is none.</summary>
    public static ServiceException InvalidArn(string why) => new("InvalidArn", $"Invalid Arn: '{why}'");

    internal static ServiceException NoStateMachine(string arn) => new("StateMachineDoesNotExist", $"State Machine Does Not Exist: '{arn}'");

    internal static ServiceException NoExecution(string arn) => new("ExecutionDoesNotExist", $"Execution Does Not Exist: '{arn}'");

    internal static ServiceException NoActivity(string arn) => new("ActivityDoesNotExist", $"Activity Does Not Exist: '{arn}'");

    internal static ServiceException NoResource(string arn) => new("ResourceNotFound", $"Resource not found: '{arn}'");
}
