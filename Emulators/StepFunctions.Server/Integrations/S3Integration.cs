using System.Text;
using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Tasks;

namespace Ensemble.StepFunctions.Server.Integrations;

/// <summary>Task states that read and write objects through <c>aws-sdk:s3</c>.</summary>
internal sealed class S3Integration(IObjects objects) : ITaskIntegration
{
    public bool Supports(TaskResource resource) => resource is ServiceResource
    {
        Service: "aws-sdk:s3",
        Action: "getObject" or "putObject" or "listObjectsV2" or "listBuckets",
        Pattern: IntegrationPattern.RequestResponse or IntegrationPattern.WaitForTaskToken,
    };

    public async Task<TaskAnswer> CallAsync(TaskCall request, CancellationToken cancellationToken)
    {
        var parameters = request.Parameters.Value as JsonObject ?? JsonObject.Empty;
        switch (((ServiceResource)request.Resource).Action)
        {
            case "getObject":
                var content = await objects.GetAsync(Text(parameters, "Bucket"), Text(parameters, "Key"), cancellationToken);
                return Answer(JsonObject.Empty.With("Body", Encoding.UTF8.GetString(content)).With("ContentLength", content.Length));
            case "putObject":
                var body = parameters["Body"] switch
                {
                    null => string.Empty,
                    JsonString text => text.Value,
                    var value => value.ToJson(),
                };
                await objects.PutAsync(Text(parameters, "Bucket"), Text(parameters, "Key"), Encoding.UTF8.GetBytes(body), cancellationToken);
                return Answer(JsonObject.Empty);
            case "listObjectsV2":
                var prefix = parameters["Prefix"] is JsonString given ? given.Value : string.Empty;
                var listed = await objects.ListAsync(Text(parameters, "Bucket"), prefix, cancellationToken);
                return Answer(JsonObject.Empty.With("Contents", new JsonArray([.. listed])).With("IsTruncated", false).With("KeyCount", listed.Count).With("Name", Text(parameters, "Bucket")).With("Prefix", prefix));
            default:
                return Answer(JsonObject.Empty.With("Buckets", new JsonArray([.. await objects.BucketsAsync(cancellationToken)])));
        }
    }

    private static TaskAnswer Answer(JsonObject answer) => new(new(answer));

    private static string Text(JsonObject parameters, string name) =>
        (parameters[name] as JsonString)?.Value ?? throw new StatesException(StatesErrors.Runtime, $"The field '{name}' is required but was missing");
}
