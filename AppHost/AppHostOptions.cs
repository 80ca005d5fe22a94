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

    private const string SolutionFile = "Ensemble.sln";
    private const int LastPort = 65535;

    /// <summary>The folder of everything that is kept.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The port asked for the Lambda emulator; null: none was.</summary>
    public int? LambdaPort { get; init; }

    /// <summary>The port asked for the Step Functions emulator; null: none was.</summary>
    public int? StepFunctionsPort { get; init; }

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
        AppHostOptions? read = null;
        var command = new RootCommand("Starts the whole platform, waits until it is healthy and prints where everything is. Ctrl-C stops all of it.")
        {
            data, lambdaPort, stepFunctionsPort,
        };
        command.SetAction(given => read = new()
        {
            DataFolder = given.GetValue(data)?.FullName ?? Path.Combine(FolderOfSolution() ?? Environment.CurrentDirectory, ".ensemble"),
            LambdaPort = given.GetValue(lambdaPort),
            StepFunctionsPort = given.GetValue(stepFunctionsPort),
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
