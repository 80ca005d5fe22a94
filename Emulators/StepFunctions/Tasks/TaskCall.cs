using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;

namespace Ensemble.StepFunctions.Tasks;

/// <summary>What a Task state asks of a service.</summary>
/// <param name="Resource">What is called.</param>
/// <param name="Parameters">With what.</param>
/// <param name="ExecutionArn">By which execution.</param>
/// <param name="TraceHeader">The trace it belongs to.</param>
public sealed record TaskCall(TaskResource Resource, Payload Parameters, string ExecutionArn, string? TraceHeader);

/// <summary>What a service answers.</summary>
/// <param name="Output">Its answer.</param>
/// <param name="Completion">Waits until the job that was begun is done; null: there is nothing to wait for.</param>
public sealed record TaskAnswer(Payload Output, Func<CancellationToken, Task<Payload>>? Completion = null);

/// <summary>Services that Task states call.</summary>
public interface ITaskIntegration
{
    /// <summary>Whether it can call a resource.</summary>
    bool Supports(TaskResource resource);

    /// <summary>Calls it.</summary>
    /// <exception cref="StatesException">The call failed; the error is named as Step Functions names it.</exception>
    Task<TaskAnswer> CallAsync(TaskCall request, CancellationToken cancellationToken);
}

/// <summary>Objects that distributed Maps read and write.</summary>
public interface IObjectStore
{
    /// <summary>An object's bytes.</summary>
    /// <exception cref="StatesException">It cannot be read.</exception>
    Task<byte[]> GetAsync(string bucket, string key, CancellationToken cancellationToken);

    /// <summary>Writes an object.</summary>
    /// <exception cref="StatesException">It cannot be written.</exception>
    Task PutAsync(string bucket, string key, byte[] content, CancellationToken cancellationToken);

    /// <summary>The objects whose keys begin with a prefix, described as ListObjectsV2 does.</summary>
    /// <exception cref="StatesException">They cannot be listed.</exception>
    Task<IReadOnlyList<JsonObject>> ListAsync(string bucket, string prefix, CancellationToken cancellationToken);
}
