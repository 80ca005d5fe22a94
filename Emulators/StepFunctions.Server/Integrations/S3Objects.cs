using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Server.Integrations;

/// <summary>S3, or a program that speaks its protocol.</summary>
internal sealed class S3Objects : IObjects, IDisposable
{
    private readonly AmazonS3Client _client;

    public S3Objects(Uri endpoint, string region)
    {
        // Where nobody is signed in a local program is meant, which takes any key.
        AWSCredentials credentials = Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID") is { Length: > 0 }
            ? new EnvironmentVariablesAWSCredentials()
            : new BasicAWSCredentials("local", "local");
        _client = new(credentials, new AmazonS3Config { ServiceURL = endpoint.AbsoluteUri, ForcePathStyle = true, AuthenticationRegion = region, MaxErrorRetry = 0 });
    }

    public void Dispose() => _client.Dispose();

    public Task<byte[]> GetAsync(string bucket, string key, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        using var response = await _client.GetObjectAsync(bucket, key, cancellationToken);
        using var content = new MemoryStream();
        await response.ResponseStream.CopyToAsync(content, cancellationToken);
        return content.ToArray();
    });

    public Task PutAsync(string bucket, string key, byte[] content, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        using var stream = new MemoryStream(content);
        return await _client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, InputStream = stream, UseChunkEncoding = false }, cancellationToken);
    });

    public Task<IReadOnlyList<JsonObject>> ListAsync(string bucket, string prefix, CancellationToken cancellationToken) => CallAsync<IReadOnlyList<JsonObject>>(async () =>
    {
        var found = new List<JsonObject>();
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = prefix };
        ListObjectsV2Response response;
        do
        {
            response = await _client.ListObjectsV2Async(request, cancellationToken);
            found.AddRange((response.S3Objects ?? []).Select(one => JsonObject.Empty
                .With("Etag", one.ETag)
                .With("Key", one.Key)
                .With("LastModified", new DateTimeOffset(one.LastModified ?? default).ToUnixTimeSeconds())
                .With("Size", one.Size ?? 0)
                .With("StorageClass", one.StorageClass?.Value ?? "STANDARD")));
            request.ContinuationToken = response.NextContinuationToken;
        }
        while (response.IsTruncated == true);
        return found;
    });

    public Task<IReadOnlyList<JsonObject>> BucketsAsync(CancellationToken cancellationToken) => CallAsync<IReadOnlyList<JsonObject>>(async () =>
        [.. ((await _client.ListBucketsAsync(cancellationToken)).Buckets ?? []).Select(bucket => JsonObject.Empty
            .With("CreationDate", (bucket.CreationDate ?? default).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))
            .With("Name", bucket.BucketName))]);

    private static async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (AmazonS3Exception exception)
        {
            var code = exception.ErrorCode ?? "S3";
            throw new StatesException(
                $"S3.{(code.EndsWith("Exception", StringComparison.Ordinal) ? code : code + "Exception")}",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{exception.Message} (Service: S3, Status Code: {(int)exception.StatusCode}, Request ID: {exception.RequestId}, Extended Request ID: {exception.AmazonId2 ?? exception.RequestId})"));
        }
        catch (Exception exception) when (exception is HttpRequestException or AmazonClientException)
        {
            throw new StatesException("S3.SdkClientException", exception.Message);
        }
    }
}
