namespace Ensemble.Lambda.Functions;

/// <summary>
/// One state of a function's code and configuration: a published version, or <c>$LATEST</c> between two updates. It never
/// changes; execution environments belong to it, and end with it.
/// </summary>
public sealed class FunctionVersion
{
    /// <summary>The version that updates change.</summary>
    public const string Latest = "$LATEST";

    internal FunctionVersion(LambdaFunction function, string version, FunctionConfiguration configuration)
    {
        Function = function;
        Version = version;
        Configuration = configuration;
    }

    /// <summary>The function it is a version of.</summary>
    public LambdaFunction Function { get; }

    /// <summary><c>$LATEST</c> or a number.</summary>
    public string Version { get; }

    /// <summary>What was configured.</summary>
    public FunctionConfiguration Configuration { get; }
}
