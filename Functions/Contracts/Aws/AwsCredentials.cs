namespace Ensemble.Contracts.Aws;

/// <summary>Whom requests to AWS are signed as.</summary>
/// <param name="AccessKeyId">The id of the access key.</param>
/// <param name="SecretAccessKey">The secret.</param>
/// <param name="SessionToken">The token of temporary credentials; null: they are not temporary.</param>
public sealed record AwsCredentials(string AccessKeyId, string SecretAccessKey, string? SessionToken = null)
{
    /// <summary>The id alone: the rest is nobody's business.</summary>
    public override string ToString() => $"{nameof(AwsCredentials)} {{ {nameof(AccessKeyId)} = {AccessKeyId} }}";

    /// <summary>Those of the environment variables that AWS' own clients read; null: they are not set.</summary>
    /// <param name="read">Gives the value of an environment variable.</param>
    public static AwsCredentials? FromEnvironment(Func<string, string?> read) =>
        (read("AWS_ACCESS_KEY_ID"), read("AWS_SECRET_ACCESS_KEY")) is ({ Length: > 0 } id, { Length: > 0 } secret)
            ? new(id, secret, read("AWS_SESSION_TOKEN") is { Length: > 0 } token ? token : null)
            : null;
}
