using System.Globalization;
using Ensemble.Lambda.Functions;
using Ensemble.Lambda.Isolation;

namespace Ensemble.Lambda.Environments;

/// <summary>The environment variables of a worker: those AWS sets for a custom runtime, then the function's own.</summary>
internal static class WorkerVariables
{
    // What a program needs of the machine around it; everything else of the emulator's own environment stays out.
    private static readonly string[] Inherited =
    [
        "PATH", "HOME", "LD_LIBRARY_PATH", "DOTNET_ROOT", "SYSTEMROOT", "PATHEXT", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_LAMBDA", "AWS_ENDPOINT_URL_SFN",
    ];

    private static readonly Dictionary<string, string> OfTheMachine = Inherited
        .Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name)))
        .Where(variable => variable.Value is not null)
        .ToDictionary(variable => variable.Name, variable => variable.Value!, StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, string> Of(
        FunctionVersion version, EnvironmentServices services, string token, string logStream, ISandbox sandbox, bool isProvisioned)
    {
        var configuration = version.Configuration;
        var variables = new Dictionary<string, string>(OfTheMachine, StringComparer.Ordinal);
        variables.TryAdd("AWS_ACCESS_KEY_ID", "local");
        variables.TryAdd("AWS_SECRET_ACCESS_KEY", "local");
        foreach (var (name, value) in configuration.Environment)
        {
            variables[name] = value;
        }

        variables["AWS_LAMBDA_RUNTIME_API"] = $"{services.RuntimeApi}/{token}";
        variables["_HANDLER"] = configuration.Handler;
        variables["LAMBDA_TASK_ROOT"] = configuration.Directory;
        variables["LAMBDA_RUNTIME_DIR"] = configuration.Directory;
        variables["AWS_REGION"] = services.Account.Region;
        variables["AWS_DEFAULT_REGION"] = services.Account.Region;
        variables["AWS_LAMBDA_FUNCTION_NAME"] = configuration.Name;
        variables["AWS_LAMBDA_FUNCTION_VERSION"] = version.Version;
        variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = configuration.MemorySize.ToString(CultureInfo.InvariantCulture);
        variables["AWS_LAMBDA_INITIALIZATION_TYPE"] = isProvisioned ? "provisioned-concurrency" : "on-demand";
        variables["AWS_LAMBDA_LOG_GROUP_NAME"] = $"/aws/lambda/{configuration.Name}";
        variables["AWS_LAMBDA_LOG_STREAM_NAME"] = logStream;
        variables["AWS_XRAY_CONTEXT_MISSING"] = "LOG_ERROR";
        variables["AWS_XRAY_DAEMON_ADDRESS"] = services.TraceDaemon;
        variables.TryAdd("TZ", ":UTC");
        variables.TryAdd("LANG", "en_US.UTF-8");
        foreach (var name in (ReadOnlySpan<string>)["TMPDIR", "TMP", "TEMP"])
        {
            variables[name] = sandbox.TemporaryFolder;
        }

        return variables;
    }
}
