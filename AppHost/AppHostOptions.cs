using System.CommandLine;
using System.CommandLine.Invocation;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Ensemble.AppHost;

/// <summary>What can be said on the command line.</summary>
internal sealed record AppHostOptions
{
    /// <summary>Where the Lambda emulator listens unless told otherwise.</summary>
    public const int UsualLambdaPort = 9001;

    /// <summary>Where the Step Functions emulator listens unless told otherwise.</summary>
    public const int UsualStepFunctionsPort = 8083;

    /// <summary>Where the dashboard listens unless told otherwise.</summary>
    public const int UsualDashboardPort = 5180;

    /// <summary>Where the background runner listens, or where that is taken at the next port that is free.</summary>
    public const int UsualRunnerPort = 5181;

    private const string ProfileVariable = "ENSEMBLE_PROFILE";
    private const string SolutionFile = "Ensemble.sln";
    private const int LastPort = 65535;

    /// <summary>The folder of everything that is kept.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The port asked for the Lambda emulator; null: none was.</summary>
    public int? LambdaPort { get; init; }

    /// <summary>The port asked for the Step Functions emulator; null: none was.</summary>
    public int? StepFunctionsPort { get; init; }

    /// <summary>The port asked for the dashboard; null: none was.</summary>
    public int? DashboardPort { get; init; }

    /// <summary>Whether an empty store is filled with the quick study of the paper.</summary>
    public bool FirstRun { get; init; }

    /// <summary>What <c>ensemble run</c> is told; null: the platform runs until it is stopped.</summary>
    public IReadOnlyList<string>? Run { get; init; }

    /// <summary>The region of AWS that takes the place of the emulators; null: the emulators.</summary>
    public string? AwsRegion { get; init; }

    /// <summary>Reads a command line. Where there is nothing to run, what there is to say has been said.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="options">What it says.</param>
    /// <param name="exitCode">The exit code where there is nothing to run.</param>
    public static bool TryRead(string[] arguments, [NotNullWhen(true)] out AppHostOptions? options, out int exitCode)
    {
        var data = new Option<DirectoryInfo?>("--data")
        {
            Description = "The folder of everything that is kept. Default: .ensemble beside the solution, or here.",
            HelpName = "folder",
        };
        var lambdaPort = Port("--lambda-port", "the Lambda emulator", UsualLambdaPort);
        var stepFunctionsPort = Port("--stepfunctions-port", "the Step Functions emulator", UsualStepFunctionsPort);
        var dashboardPort = Port("--dashboard-port", "the dashboard", UsualDashboardPort);
        var noFirstRun = new Option<bool>("--no-first-run") { Description = "Leaves an empty store empty, instead of running the quick study of the paper." };
        var run = new Option<string?>("--run") { Description = "Only runs an experiment, 'paper' or the file of a plan, prints its report and ends.", HelpName = "experiment" };
        var seed = new Option<int?>("--seed") { Description = "With --run: what the order of its requests follows from." };
        var settings = new Option<string[]>("--set") { Description = "With --run: a field of its plan and its value, such as latency.memorySize=1769." };
        AppHostOptions? read = null;
        var command = new RootCommand("Starts the whole platform, waits until it is healthy and prints where everything is. Ctrl-C stops all of it.")
        {
            data, dashboardPort, lambdaPort, stepFunctionsPort, noFirstRun, run, seed, settings,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(run) is null && (result.GetValue(seed) is not null || result.GetValue(settings) is { Length: > 0 }))
            {
                result.AddError("--seed and --set belong to an experiment: name it with --run, such as --run paper.");
            }
        });
        command.SetAction(given =>
        {
            var folder = given.GetValue(data)?.FullName ?? Path.Combine(FolderOfSolution() ?? Environment.CurrentDirectory, ".ensemble");
            read = new()
            {
                DataFolder = folder,
                DashboardPort = given.GetValue(dashboardPort),
                FirstRun = !given.GetValue(noFirstRun) && !IsAws(),
                AwsRegion = IsAws() ? Environment.GetEnvironmentVariable("AWS_REGION") is { Length: > 0 } region ? region : "us-east-1" : null,
                Run = given.GetValue(run) is { } plan ? RunArguments(plan, folder, given.GetValue(seed), given.GetValue(settings) ?? []) : null,
                LambdaPort = given.GetValue(lambdaPort),
                StepFunctionsPort = given.GetValue(stepFunctionsPort),
            };
        });
        var parsed = command.Parse(arguments);
        if (parsed.Action is ParseErrorAction errors)
        {
            // What is wrong would be lost above a page of help.
            errors.ShowHelp = false;
        }

        exitCode = parsed.Invoke();
        options = read;
        return read is not null;
    }

    private static string[] RunArguments(string plan, string folder, int? seed, string[] settings) =>
    [
        plan, "--data", folder,
        .. seed is { } number ? ["--seed", number.ToString(CultureInfo.InvariantCulture)] : (string[])[],
        .. settings.SelectMany(setting => new[] { "--set", setting }),
    ];

    // The launch profile 'aws' says so. What costs money is never begun by itself.
    private static bool IsAws() => Environment.GetEnvironmentVariable(ProfileVariable) == "aws";

    private static Option<int?> Port(string name, string program, int usual) => new(name)
    {
        Description = $"The port of {program}. Default: {usual}, or where that is taken the next that is free.",
        HelpName = "port",
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens.Single().Value, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= LastPort)
            {
                return port;
            }

            result.AddError($"{name} must be a port between 1 and {LastPort}, not '{result.Tokens.Single().Value}'.");
            return null;
        },
    };

    private static string? FolderOfSolution()
    {
        foreach (var start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, SolutionFile)))
                {
                    return folder.FullName;
                }
            }
        }

        return null;
    }
}
