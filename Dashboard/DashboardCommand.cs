using System.CommandLine;
using System.Net;

namespace Ensemble.Dashboard;

/// <summary>The command line of the dashboard.</summary>
internal static class DashboardCommand
{
    /// <summary>The environment variable of the token, which a command line would show to others.</summary>
    private const string TokenVariable = "ENSEMBLE_DASHBOARD_TOKEN";
    private const int ShortestToken = 16;

    /// <summary>Creates it.</summary>
    public static RootCommand Create()
    {
        var urls = new Option<string>("--urls") { Description = "Where it listens. Any address but this machine's own asks for a token.", DefaultValueFactory = _ => "http://127.0.0.1:5180" };
        var data = new Option<DirectoryInfo?>("--data") { Description = "The folder of results. Default: .ensemble here." };
        var runner = Address("--runner", "The background runner.");
        runner.DefaultValueFactory = _ => new("http://127.0.0.1:5181");
        var lambda = Address("--lambda-endpoint", "The Lambda emulator; without it functions are not shown.");
        var stepFunctions = Address("--stepfunctions-endpoint", "The Step Functions emulator; without it executions are not shown.");
        var command = new RootCommand($"The dashboard. Set {TokenVariable} to the token that browsers have to know where it listens to others than this machine.")
        {
            urls, data, runner, lambda, stepFunctions,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = new DashboardSettings
            {
                Urls = parsed.GetRequiredValue(urls),
                DataFolder = parsed.GetValue(data)?.FullName ?? Path.GetFullPath(".ensemble"),
                Runner = parsed.GetValue(runner)!,
                Lambda = parsed.GetValue(lambda),
                StepFunctions = parsed.GetValue(stepFunctions),
                Token = Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token ? token : null,
            };
            if (Refusal(settings) is { } refusal)
            {
                await Console.Error.WriteLineAsync(refusal);
                return 1;
            }

            return await DashboardServer.RunAsync(settings, cancellation);
        });
        return command;
    }

    /// <summary>Why the dashboard must not be started so; null: it may.</summary>
    internal static string? Refusal(DashboardSettings settings)
    {
        foreach (var url in settings.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Uri.TryCreate(url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                return $"--urls: '{url}' is no address; write, for example, http://127.0.0.1:5180.";
            }

            var isLocal = address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
            if (!isLocal && settings.Token is not { Length: >= ShortestToken })
            {
                return $"{url} can be reached from other machines. Set {TokenVariable} to a secret of at least {ShortestToken} characters, or listen at http://127.0.0.1:5180.";
            }
        }

        return null;
    }

    private static Option<Uri?> Address(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens.Single().Value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            {
                return uri;
            }

            result.AddError($"{name} must be an address such as http://127.0.0.1:5181, not '{result.Tokens.Single().Value}'.");
            return null;
        },
    };
}
