using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Ensemble.Functions.Runtime;

namespace Ensemble.Functions.Storage;

/// <summary>
/// Objects in S3: <c>s3://bucket/key</c>. <c>AWS_ENDPOINT_URL_S3</c> or <c>AWS_ENDPOINT_URL</c> name another endpoint, which is
/// then addressed with the bucket in the path.
/// </summary>
internal sealed class S3Store : IObjectStore, IDisposable
{
    private readonly AmazonS3Client _client;

    public S3Store(FunctionSettings settings)
    {
        var configuration = new AmazonS3Config { RegionEndpoint = RegionEndpoint.GetBySystemName(settings["AWS_REGION"] ?? "us-east-1") };
        if ((settings["AWS_ENDPOINT_URL_S3"] ?? settings["AWS_ENDPOINT_URL"]) is { } endpoint)
        {
            configuration.ServiceURL = endpoint;
            configuration.ForcePathStyle = true;
            configuration.AuthenticationRegion = settings["AWS_REGION"] ?? "us-east-1";
        }

        _client = new(configuration);
    }

    public async Task<byte[]> ReadAsync(Uri address, long mostBytes, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.GetObjectAsync(new GetObjectRequest { BucketName = address.Host, Key = Key(address) }, cancellationToken);
            if (response.ContentLength > mostBytes)
            {
                throw new FunctionException($"{address} has {response.ContentLength} bytes; at most {mostBytes} are read.");
            }

            var content = new byte[response.ContentLength];
            await response.ResponseStream.ReadExactlyAsync(content, cancellationToken);
            return content;
        }
        catch (AmazonServiceException exception)
        {
            throw new FunctionException($"{address} cannot be read: {exception.ErrorCode}: {exception.Message}");
        }
    }

    public async Task WriteAsync(Uri address, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        try
        {
            using var stream = new MemoryStream(content.ToArray(), writable: false);
            await _client.PutObjectAsync(new PutObjectRequest { BucketName = address.Host, Key = Key(address), InputStream = stream }, cancellationToken);
        }
        catch (AmazonServiceException exception)
        {
            throw new FunctionException($"{address} cannot be written: {exception.ErrorCode}: {exception.Message}");
        }
    }

    public void Dispose() => _client.Dispose();

    private static string Key(Uri address) => Uri.UnescapeDataString(address.AbsolutePath.TrimStart('/'));
}
