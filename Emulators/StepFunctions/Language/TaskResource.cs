namespace Ensemble.StepFunctions.Language;

/// <summary>What a Task state calls.</summary>
/// <param name="Arn">The resource as it is written.</param>
public abstract record TaskResource(string Arn)
{
    /// <summary>Reads a resource; null: it is none of those that there are.</summary>
    public static TaskResource? Parse(string arn)
    {
        var parts = arn.Split(':');
        return parts switch
        {
            ["arn", _, "lambda", _, _, "function", var name, ..] when name.Length > 0 => new LambdaResource(arn),
            ["arn", _, "states", var region, _, "activity", var name] when region.Length > 0 && name.Length > 0 => new ActivityResource(arn),
            ["arn", _, "states", "", "", "aws-sdk", var service, var action] => Service(arn, $"aws-sdk:{service}", action, null),
            ["arn", _, "states", "", "", "aws-sdk", var service, var action, var version] => Service(arn, $"aws-sdk:{service}", action, version),
            ["arn", _, "states", "", "", var service, var action] => Service(arn, service, action, null),
            ["arn", _, "states", "", "", var service, var action, var version] => Service(arn, service, action, version),
            _ => null,
        };
    }

    private static ServiceResource? Service(string arn, string service, string action, string? version)
    {
        var dot = action.IndexOf('.', StringComparison.Ordinal);
        var pattern = dot < 0 ? null : action[(dot + 1)..] + (version is null ? string.Empty : $":{version}");
        return pattern switch
        {
            null when version is null => new(arn, service, action, IntegrationPattern.RequestResponse),
            "sync" => new(arn, service, action[..dot], IntegrationPattern.Sync),
            "sync:2" => new(arn, service, action[..dot], IntegrationPattern.Sync2),
            "waitForTaskToken" => new(arn, service, action[..dot], IntegrationPattern.WaitForTaskToken),
            _ => null,
        };
    }
}

/// <summary>A function by its ARN.</summary>
/// <param name="Arn">The function's ARN.</param>
public sealed record LambdaResource(string Arn) : TaskResource(Arn);

/// <summary>An activity, whose workers ask for tasks.</summary>
/// <param name="Arn">The activity's ARN.</param>
public sealed record ActivityResource(string Arn) : TaskResource(Arn);

/// <summary>How a service is waited for.</summary>
public enum IntegrationPattern
{
    /// <summary>Not at all: its answer is the result.</summary>
    RequestResponse,

    /// <summary>Until the job is done.</summary>
    Sync,

    /// <summary>Until the job is done, whose output becomes JSON.</summary>
    Sync2,

    /// <summary>Until somebody returns the task token.</summary>
    WaitForTaskToken,
}

/// <summary>A call of a service.</summary>
/// <param name="Arn">The resource as it is written.</param>
/// <param name="Service">The service, e.g. <c>lambda</c>, <c>states</c>, <c>aws-sdk:s3</c>.</param>
/// <param name="Action">What it shall do, e.g. <c>invoke</c>.</param>
/// <param name="Pattern">How it is waited for.</param>
public sealed record ServiceResource(string Arn, string Service, string Action, IntegrationPattern Pattern) : TaskResource(Arn)
{
    /// <summary>The action with its pattern, as events name it, e.g. <c>startExecution.sync:2</c>.</summary>
    public string Resource => Action + Pattern switch
    {
        IntegrationPattern.Sync => ".sync",
        IntegrationPattern.Sync2 => ".sync:2",
        IntegrationPattern.WaitForTaskToken => ".waitForTaskToken",
        _ => string.Empty,
    };
}
