using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Tasks;

namespace Ensemble.StepFunctions.Server.Integrations;

/// <summary>Objects in buckets, as Task states and distributed Maps use them.</summary>
internal interface IObjects : IObjectStore
{
    /// <summary>The buckets.</summary>
    Task<IReadOnlyList<JsonObject>> BucketsAsync(CancellationToken cancellationToken);
}
