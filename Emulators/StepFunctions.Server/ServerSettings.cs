namespace Ensemble.StepFunctions.Server;

/// <summary>How the server is started.</summary>
internal sealed record ServerSettings
{
    /// <summary>Where it listens, e.g. <c>http://127.0.0.1:8083</c>; port 0: a free one.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:8083";

    /// <summary>Where functions are invoked; null: nowhere.</summary>
    public Uri? LambdaEndpoint { get; init; }

    /// <summary>Where S3 is; null: there is none.</summary>
    public Uri? S3Endpoint { get; init; }

    /// <summary>The folder whose folders are buckets, in place of S3.</summary>
    public string? ObjectFolder { get; init; }

    /// <summary>Where executions are kept; null: in a folder that is removed at the end.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Whether transitions take as long as on AWS.</summary>
    public bool HasLatency { get; init; }

    /// <summary>The region of all ARNs.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Seeds ids, jitter, random numbers and latencies.</summary>
    public required int Seed { get; init; }
}

/// <summary>The server cannot be started as asked.</summary>
internal sealed class ServerStartException(string message) : Exception(message);
