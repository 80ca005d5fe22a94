using System.Text;
using System.Text.RegularExpressions;

namespace Ensemble.Lambda.Functions;

/// <summary>What AWS demands of a function's configuration.</summary>
public static partial class FunctionRules
{
    private const int MostEnvironmentBytes = 4096;
    private const int LongestDescription = 256;
    private const int LongestHandler = 128;
    private const int LongestName = 64;

    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN", "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
    };

    /// <summary>The rules that a configuration breaks.</summary>
    public static IReadOnlyList<ConstraintViolation> Violations(FunctionConfiguration configuration) =>
    [
        .. new[]
        {
            NameForm().IsMatch(configuration.Name) && configuration.Name.Length <= LongestName
                ? null
                : ConstraintViolation.Pattern("functionName", configuration.Name, "[a-zA-Z0-9-_]+, at most 64 characters"),
            ConstraintViolation.OfRange("memorySize", configuration.MemorySize, 128, 10_240),
            ConstraintViolation.OfRange("timeout", configuration.Timeout, 1, 900),
            ConstraintViolation.OfRange("ephemeralStorage.size", configuration.EphemeralStorage, 512, 10_240),
            configuration.Description.Length > LongestDescription
                ? ConstraintViolation.TooLong("description", configuration.Description, LongestDescription)
                : null,
            configuration.Handler.Length > LongestHandler ? ConstraintViolation.TooLong("handler", configuration.Handler, LongestHandler) : null,
        }.OfType<ConstraintViolation>(),
    ];

    /// <summary>What is wrong with a function's environment variables, as AWS says it; null: nothing.</summary>
    public static string? EnvironmentFault(IReadOnlyDictionary<string, string> environment)
    {
        var reserved = environment.Keys.Where(Reserved.Contains).Order(StringComparer.Ordinal).ToList();
        if (reserved.Count > 0)
        {
            return "Lambda was unable to configure your environment variables because the environment variables you have provided "
                + $"contains reserved keys that are currently not supported for modification. Reserved keys used in this request: {string.Join(", ", reserved)}";
        }

        if (environment.Keys.FirstOrDefault(name => !VariableForm().IsMatch(name)) is { } bad)
        {
            return ConstraintViolation.Pattern("environment.variables", bad, "[a-zA-Z]([a-zA-Z0-9_])*").ToString();
        }

        var bytes = environment.Sum(variable => Encoding.UTF8.GetByteCount(variable.Key) + Encoding.UTF8.GetByteCount(variable.Value));
        return bytes <= MostEnvironmentBytes
            ? null
            : "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded "
            + $"the 4KB limit. String measured: {bytes} bytes";
    }

    /// <summary>Refuses a configuration that breaks a rule.</summary>
    /// <exception cref="LambdaServiceException">It breaks one.</exception>
    public static FunctionConfiguration Checked(FunctionConfiguration configuration)
    {
        var violations = Violations(configuration);
        if (violations.Count > 0)
        {
            throw ConstraintViolation.ToException(violations);
        }

        return EnvironmentFault(configuration.Environment) is { } fault ? throw LambdaServiceException.InvalidParameter(fault) : configuration;
    }

    [GeneratedRegex(@"^[a-zA-Z0-9_-]+\z")]
    private static partial Regex NameForm();

    [GeneratedRegex(@"^[a-zA-Z][a-zA-Z0-9_]*\z")]
    private static partial Regex VariableForm();
}
