namespace Ensemble.Lambda.Functions;

/// <summary>
/// One state of a function's code and configuration: a published version, or <c>$LATEST</c> between two updates. It never
/// changes; execution environments belong to it, and end with it.
/// </summary>
public sealed class FunctionVersion
{
    /// <summary>The version that updates change.</summary>
    public const string Latest = "$LATEST";

    internal FunctionVersion(LambdaFunction function, string version, FunctionConfiguration configuration, FunctionCode code, string revisionId, DateTimeOffset lastModified)
    {
        Function = function;
        Version = version;
        Configuration = configuration;
        Code = code;
        RevisionId = revisionId;
        LastModified = lastModified;
        Arn = version == Latest ? function.Arn : $"{function.Arn}:{version}";
    }

    /// <summary>The function it is a version of.</summary>
    public LambdaFunction Function { get; }

    /// <summary><c>$LATEST</c> or a number.</summary>
    public string Version { get; }

    /// <summary>What was configured.</summary>
    public FunctionConfiguration Configuration { get; }

    /// <summary>What runs.</summary>
    public FunctionCode Code { get; }

    /// <summary>Changes with every change.</summary>
    public string RevisionId { get; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset LastModified { get; }

    /// <summary>Its ARN; of <c>$LATEST</c> without a qualifier.</summary>
    public string Arn { get; }
}
