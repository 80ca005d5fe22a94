using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;

namespace Ensemble.StepFunctions.Service;

/// <summary>
/// What services answer, as far as tests of states check mocked results against it: each field with its type, in the notation
/// <c>name:type</c>, where a type is s (string), n (number), b (boolean), * (anything), an object of fields in braces or an
/// array in brackets; <c>s1</c> is a string that is not empty, <c>s(A|B)</c> one of some.
/// </summary>
internal static class MockShapes
{
    private const string DynamoCapacity = "ConsumedCapacity:{TableName:s CapacityUnits:n ReadCapacityUnits:n WriteCapacityUnits:n Table:{CapacityUnits:n ReadCapacityUnits:n WriteCapacityUnits:n}}";
    private const string DynamoMetrics = "ItemCollectionMetrics:{ItemCollectionKey:* SizeEstimateRangeGB:[n]}";

    private static readonly Dictionary<string, string> Shapes = new(StringComparer.Ordinal)
    {
        ["lambda:invoke"] = "StatusCode:n FunctionError:s LogResult:s Payload:* ExecutedVersion:s",
        ["states:startExecution"] = "ExecutionArn:s StartDate:s",
        ["sfn:startExecution"] = "ExecutionArn:s StartDate:s",
        ["sfn:startSyncExecution"] = "ExecutionArn:s StateMachineArn:s Name:s StartDate:s StopDate:s Status:s(SUCCEEDED|FAILED|TIMED_OUT) Error:s Cause:s Input:s Output:s",
        ["sfn:describeExecution"] = "ExecutionArn:s StateMachineArn:s Name:s Status:s(RUNNING|SUCCEEDED|FAILED|TIMED_OUT|ABORTED|PENDING_REDRIVE) StartDate:s StopDate:s Input:s Output:s Error:s Cause:s RedriveCount:n",
        ["events:putEvents"] = "FailedEntryCount:n Entries:[{EventId:s ErrorCode:s ErrorMessage:s}]",
        ["sqs:sendMessage"] = "MD5OfMessageBody:s MD5OfMessageAttributes:s MD5OfMessageSystemAttributes:s MessageId:s SequenceNumber:s",
        ["sns:publish"] = "MessageId:s SequenceNumber:s",
        ["dynamodb:getItem"] = $"Item:* {DynamoCapacity}",
        ["dynamodb:putItem"] = $"Attributes:* {DynamoCapacity} {DynamoMetrics}",
        ["dynamodb:updateItem"] = $"Attributes:* {DynamoCapacity} {DynamoMetrics}",
        ["dynamodb:deleteItem"] = $"Attributes:* {DynamoCapacity} {DynamoMetrics}",
        ["kms:encrypt"] = "CiphertextBlob:s1 KeyId:s1 EncryptionAlgorithm:s(SYMMETRIC_DEFAULT|RSAES_OAEP_SHA_1|RSAES_OAEP_SHA_256|SM2PKE)",
        ["kms:decrypt"] = "KeyId:s1 Plaintext:s1 EncryptionAlgorithm:s(SYMMETRIC_DEFAULT|RSAES_OAEP_SHA_1|RSAES_OAEP_SHA_256|SM2PKE) CiphertextForRecipient:s1 KeyMaterialId:s",
        ["s3:getObject"] = "Body:s DeleteMarker:b AcceptRanges:s Expiration:s Restore:s LastModified:s ContentLength:n ETag:s MissingMeta:n VersionId:s CacheControl:s ContentDisposition:s ContentEncoding:s "
            + "ContentLanguage:s ContentRange:s ContentType:s WebsiteRedirectLocation:s ServerSideEncryption:s(AES256|aws:fsx|aws:kms|aws:kms:dsse) Metadata:* BucketKeyEnabled:b "
            + "StorageClass:s(STANDARD|REDUCED_REDUNDANCY|STANDARD_IA|ONEZONE_IA|INTELLIGENT_TIERING|GLACIER|DEEP_ARCHIVE|OUTPOSTS|GLACIER_IR|SNOW|EXPRESS_ONEZONE|FSX_OPENZFS) "
            + "RequestCharged:s(requester) ReplicationStatus:s(COMPLETE|PENDING|FAILED|REPLICA|COMPLETED) PartsCount:n TagCount:n ObjectLockMode:s(GOVERNANCE|COMPLIANCE) ObjectLockLegalHoldStatus:s(ON|OFF)",
        ["s3:putObject"] = "Expiration:s ETag:s VersionId:s ServerSideEncryption:s(AES256|aws:fsx|aws:kms|aws:kms:dsse) Size:n BucketKeyEnabled:b RequestCharged:s(requester)",
        ["s3:listBuckets"] = "Buckets:[{Name:s CreationDate:s BucketRegion:s}] Owner:{DisplayName:s ID:s} ContinuationToken:s Prefix:s",
        ["s3:listObjectsV2"] = "IsTruncated:b Contents:[{Key:s LastModified:s ETag:s Size:n}] Name:s Prefix:s Delimiter:s MaxKeys:n KeyCount:n ContinuationToken:s NextContinuationToken:s StartAfter:s",
    };

    /// <summary>Checks a mocked result.</summary>
    /// <exception cref="ServiceException">A field of it is not what the service answers.</exception>
    public static void Check(ServiceResource resource, JsonValue result)
    {
        var service = resource.Service[(resource.Service.LastIndexOf(':') + 1)..];
        if (result is JsonObject answer && Shapes.TryGetValue($"{service}:{resource.Action}", out var shape))
        {
            Fields(answer, shape);
        }
    }

    private static void Fields(JsonObject answer, string shape)
    {
        foreach (var field in Split(shape))
        {
            var colon = field.IndexOf(':', StringComparison.Ordinal);
            if (answer[field[..colon]] is { } value and not JsonNull)
            {
                Value(field[..colon], field[(colon + 1)..], value);
            }
        }
    }

    private static void Value(string name, string type, JsonValue value)
    {
        switch (type[0])
        {
            case 's':
                var text = (value as JsonString)?.Value ?? throw Invalid(name, "must be a string");
                if (type == "s1" && text.Length == 0)
                {
                    throw Invalid(name, "is smaller than the minimum length");
                }

                if (type.Length > 2 && !type[2..^1].Split('|').Contains(text))
                {
                    throw Invalid(name, "is not an expected value");
                }

                break;
            case 'n' when value is not JsonNumber:
                throw Invalid(name, "must be a number");
            case 'b' when value is not JsonBoolean:
                throw Invalid(name, "must be a boolean");
            case '{':
                Fields(value as JsonObject ?? throw Invalid(name, "must be an object"), type[1..^1]);
                break;
            case '[':
                foreach (var item in value as JsonArray ?? throw Invalid(name, "must be an array"))
                {
                    Value(name, type[1..^1], item);
                }

                break;
        }
    }

    // At spaces that are not within braces or brackets.
    private static IEnumerable<string> Split(string shape)
    {
        var (start, depth) = (0, 0);
        for (var i = 0; i <= shape.Length; i++)
        {
            if (i == shape.Length || (shape[i] == ' ' && depth == 0))
            {
                yield return shape[start..i];
                start = i + 1;
            }
            else
            {
                depth += shape[i] is '{' or '[' ? 1 : shape[i] is '}' or ']' ? -1 : 0;
            }
        }
    }

    private static ServiceException Invalid(string name, string why) => ServiceException.Validation($"Mock result schema validation error: Field '{name}' {why}");
}
