using System.CommandLine;
using System.Security.Cryptography;
using Ensemble.Contracts.Aws;
using Ensemble.Models;
using Ensemble.Runner.Results;
using Ensemble.Runner.Systems;
using Ensemble.Store;

namespace Ensemble.Cli.Experiments;

/// <summary>What the commands about experiments share.</summary>
internal static class ExperimentOptions
{
    private const string RoleVariable = "ENSEMBLE_ROLE_ARN";

    public static Argument<string> Id(string name = "id") => new(name) { Description = "An experiment, by its id or the beginning of it." };

    public static Option<Uri> Endpoint(string name, string service, string address) => new(name)
    {
        Description = $"Where {service} is.",
        DefaultValueFactory = _ => new(address),
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens.Single().Value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            {
                return uri;
            }

            result.AddError($"{name} must be an address such as {address}, not '{result.Tokens.Single().Value}'.");
            return null;
        },
    };

    public static Option<DirectoryInfo?> Functions() => new("--functions") { Description = "The folder of the built functions; default: that of this build, on AWS that of those published with the profile ReadyToRun." };

    /// <summary>The store of a data folder.</summary>
    public static async Task<ExperimentStore> StoreAsync(this ParseResult parsed, Option<DirectoryInfo?> data, CancellationToken cancellationToken)
    {
        try
        {
            return await ExperimentStore.OpenAsync(Path.Combine(parsed.DataFolder(data), ExperimentStore.FileName), cancellationToken);
        }
        catch (StoreException exception)
        {
            throw new EnsembleException(exception.Message);
        }
    }

    /// <summary>The experiment that was named.</summary>
    public static async Task<Experiment> FindAsync(this ExperimentStore store, ParseResult parsed, Argument<string> id, CancellationToken cancellationToken) =>
        await store.FindAsync(parsed.GetRequiredValue(id), cancellationToken)
        ?? throw new EnsembleException($"No experiment's id begins with '{parsed.GetRequiredValue(id)}', or several do; 'ensemble list' shows them.");

    /// <summary>What the experiment that was named has found so far.</summary>
    public static async Task<PaperResult> ResultAsync(this ParseResult parsed, Argument<string> id, Option<DirectoryInfo?> data, CancellationToken cancellationToken)
    {
        var store = await parsed.StoreAsync(data, cancellationToken);
        return await PaperResults.ReadAsync(store, await store.FindAsync(parsed, id, cancellationToken), cancellationToken);
    }

    /// <summary>Lambda and Step Functions at two addresses, and the folder of the functions; null: the one in the folder of all outputs.</summary>
    public static AwsSystem System(Uri lambda, Uri stepFunctions, string? functions, HttpClient http)
    {
        var credentials = AwsCredentials.FromEnvironment(Environment.GetEnvironmentVariable);
        var role = Environment.GetEnvironmentVariable(RoleVariable);
        var isLocal = lambda.IsLoopback && stepFunctions.IsLoopback;
        if (!isLocal && credentials is null)
        {
            throw new EnsembleException("AWS wants to know who asks: set the environment variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.");
        }

        if (!isLocal && string.IsNullOrEmpty(role))
        {
            throw new EnsembleException($"AWS wants a role for functions and state machines: set {RoleVariable} to the ARN of one that both may assume, and that may write logs, invoke functions and start executions.");
        }

        var options = new AwsSystemOptions { Lambda = lambda, StepFunctions = stepFunctions, Credentials = credentials };
        return new(
            options with
            {
                Role = string.IsNullOrEmpty(role) ? options.Role : role,
                Region = Environment.GetEnvironmentVariable("AWS_REGION") is { Length: > 0 } region ? region : options.Region,
            },
            isLocal ? FunctionPackage.OfFolder(functions ?? Output("bin", "Host", new DirectoryInfo(AppContext.BaseDirectory).Name)) : FunctionPackage.ForAws(functions ?? Output("publish", "Host", "ready-to-run")),
            http, new(RandomNumberGenerator.GetInt32(int.MaxValue)), TimeProvider.System);
    }
    private static string Output(params string[] path) => Path.GetFullPath(Path.Combine([AppContext.BaseDirectory, "..", "..", "..", .. path]));
}
