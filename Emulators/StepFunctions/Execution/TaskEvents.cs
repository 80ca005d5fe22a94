using System.Diagnostics;
using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Language;

namespace Ensemble.StepFunctions.Execution;

/// <summary>Functions by ARN, activities and services tell of the same things in events of their own.</summary>
internal abstract class TaskEvents
{
    public abstract HistoryEventType Scheduled { get; }

    public abstract HistoryEventType Started { get; }

    public abstract HistoryEventType Succeeded { get; }

    public abstract HistoryEventType Failed { get; }

    public abstract HistoryEventType TimedOut { get; }

    /// <summary>What an error about the size of a result calls the task.</summary>
    public abstract string SizeName { get; }

    public virtual EventDetails? StartedDetails => null;

    public static TaskEvents Of(TaskResource resource, string region) => resource switch
    {
        LambdaResource => new Function(resource.Arn),
        ActivityResource => new Activity(resource.Arn),
        ServiceResource service => new Service(service, region),
        _ => throw new UnreachableException(),
    };

    public abstract EventDetails ScheduledDetails(string parameters, long? timeout, long? heartbeat);

    public virtual EventDetails OutputDetails(string output) => new OutputDetails(output);

    public virtual EventDetails FailureDetails(string? error, string? cause) => new FailureDetails(error, cause);

    private sealed class Function(string arn) : TaskEvents
    {
        public override HistoryEventType Scheduled => HistoryEventType.LambdaFunctionScheduled;

        public override HistoryEventType Started => HistoryEventType.LambdaFunctionStarted;

        public override HistoryEventType Succeeded => HistoryEventType.LambdaFunctionSucceeded;

        public override HistoryEventType Failed => HistoryEventType.LambdaFunctionFailed;

        public override HistoryEventType TimedOut => HistoryEventType.LambdaFunctionTimedOut;

        public override string SizeName => arn;

        public override EventDetails ScheduledDetails(string parameters, long? timeout, long? heartbeat) => new WorkScheduledDetails(arn, parameters, timeout, null);
    }

    private sealed class Activity(string arn) : TaskEvents
    {
        public override HistoryEventType Scheduled => HistoryEventType.ActivityScheduled;

        public override HistoryEventType Started => HistoryEventType.ActivityStarted;

        public override HistoryEventType Succeeded => HistoryEventType.ActivitySucceeded;

        public override HistoryEventType Failed => HistoryEventType.ActivityFailed;

        public override HistoryEventType TimedOut => HistoryEventType.ActivityTimedOut;

        public override string SizeName => arn;

        public override EventDetails ScheduledDetails(string parameters, long? timeout, long? heartbeat) => new WorkScheduledDetails(arn, parameters, timeout, heartbeat);
    }

    private sealed class Service(ServiceResource resource, string region) : TaskEvents
    {
        public override HistoryEventType Scheduled => HistoryEventType.TaskScheduled;

        public override HistoryEventType Started => HistoryEventType.TaskStarted;

        public override HistoryEventType Succeeded => HistoryEventType.TaskSucceeded;

        public override HistoryEventType Failed => HistoryEventType.TaskFailed;

        public override HistoryEventType TimedOut => HistoryEventType.TaskTimedOut;

        public override string SizeName => resource.Service;

        public override EventDetails StartedDetails => new TaskDetails(resource.Service, resource.Resource);

        public override EventDetails ScheduledDetails(string parameters, long? timeout, long? heartbeat) =>
            new TaskScheduledDetails(resource.Service, resource.Resource, region, parameters, timeout, heartbeat);

        public override EventDetails OutputDetails(string output) => new TaskDetails(resource.Service, resource.Resource, output);

        public override EventDetails FailureDetails(string? error, string? cause) => new TaskFailureDetails(resource.Service, resource.Resource, error, cause);
    }
}
