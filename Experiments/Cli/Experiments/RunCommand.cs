using System.CommandLine;
using System.Globalization;
using Ensemble.Models;
using Ensemble.Runner;
using Ensemble.Runner.Plans;
using Ensemble.Runner.Results;
using Ensemble.Runner.Systems;
using Ensemble.ServiceDefaults;

namespace Ensemble.Cli.Experiments;

/// <summary><c>ensemble run paper|FILE.json</c></summary>
internal static class RunCommand
{
    private const string Quick = "quick";
    private const string Full = "full";

    private static readonly Argument<string?> Plan = new("plan") { Description = "paper, or a file with a plan.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string> Preset = new("--preset") { Description = "quick (a minute or two) or full, of 'paper'.", DefaultValueFactory = _ => Quick };
    private static readonly Option<int?> Seed = new("--seed") { Description = "What data, order, weights and predictions follow from." };
    private static readonly Option<string[]> Settings = new("--set") { Description = "A field of the plan and its value, such as latency.memorySize=1769." };
    private static readonly Option<string?> Resume = new("--resume") { Description = "Goes on with an experiment that was stopped, by its id.", HelpName = "id" };
    private static readonly Option<bool> Schema = new("--schema") { Description = "Only prints the JSON schema of plans." };
    private static readonly Option<Uri> Lambda = ExperimentOptions.Endpoint("--lambda-endpoint", "Lambda", "http://127.0.0.1:9001");
    private static readonly Option<Uri> StepFunctions = ExperimentOptions.Endpoint("--stepfunctions-endpoint", "Step Functions", "http://127.0.0.1:8083");
    private static readonly Option<DirectoryInfo?> Functions = ExperimentOptions.Functions();
    private static readonly Option<DirectoryInfo?> Data = CommonOptions.Data();

    public static Command Create(Terminal terminal)
    {
        var command = new Command("run", "Runs an experiment against Lambda and Step Functions, emulated ('dotnet run --project AppHost' starts both) or on AWS.")
        {
            Plan, Preset, Seed, Settings, Resume, Schema, Lambda, StepFunctions, Functions, Data,
        };
        Preset.AcceptOnlyFromAmong(Quick, Full);
        command.SetAction((parsed, cancellation) => RunAsync(parsed, terminal, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        if (parsed.GetValue(Schema))
        {
            await terminal.Output.WriteLineAsync(PlanJson.Schema());
            return 0;
        }

        CheckCombination(parsed);
        var store = await parsed.StoreAsync(Data, cancellation);
        using var telemetry = ServiceDefaultsExtensions.ExportTraces("ensemble");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            var system = ExperimentOptions.System(parsed.GetRequiredValue(Lambda), parsed.GetRequiredValue(StepFunctions), parsed.GetValue(Functions)?.FullName, http);
            var runner = new PaperExperiment(store, system, parsed.Catalog(Data), Path.Combine(parsed.DataFolder(Data), "cache"), TimeProvider.System);
            var experiment = parsed.GetValue(Resume) is { } id
                ? await store.FindAsync(id, cancellation) ?? throw new EnsembleException($"No experiment's id begins with '{id}', or several do; 'ensemble list' shows them.")
                : await runner.CreateAsync(Chosen(parsed), CommandLine(parsed), cancellation);
            await terminal.Error.WriteLineAsync($"experiment {experiment.Id}; if it is stopped, go on with: ensemble run --resume {experiment.Id}");
            experiment = await runner.RunAsync(experiment, new Lines(terminal), cancellation);
            var result = await PaperResults.ReadAsync(store, experiment, cancellation);
            await terminal.Output.WriteAsync(PaperText.Markdown(result));
            return result.Failures.Count == 0 ? 0 : 1;
        }
        catch (SystemUnderTestException exception)
        {
            var hint = parsed.GetRequiredValue(Lambda).IsLoopback ? " Is it running? 'dotnet run --project AppHost' starts both emulators." : string.Empty;
            throw new EnsembleException(exception.Message + hint);
        }
    }

    // What would have no effect is not what was meant.
    private static void CheckCombination(ParseResult parsed)
    {
        if (parsed.GetValue(Resume) is not null && (parsed.GetValue(Plan) is not null || parsed.GetValue(Seed) is not null || parsed.GetValue(Settings) is { Length: > 0 } || IsGiven(parsed, Preset)))
        {
            throw new EnsembleException("An experiment that is resumed keeps its plan: leave out the plan, --preset, --seed and --set.");
        }

        if (parsed.GetValue(Plan) is { } plan && plan != PaperPlan.PlanName && IsGiven(parsed, Preset))
        {
            throw new EnsembleException("--preset is for 'paper'; a file says everything itself.");
        }
    }

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private static PaperPlan Chosen(ParseResult parsed)
    {
        var name = parsed.GetValue(Plan) ?? throw new EnsembleException("Say what to run: 'ensemble run paper', or the file of a plan.");
        var plan = name == PaperPlan.PlanName ? parsed.GetValue(Preset) == Full ? PaperPlan.Full : PaperPlan.Quick
            : File.Exists(name) ? PlanJson.Read(File.ReadAllText(name))
            : throw new EnsembleException($"There is no experiment and no file called '{name}'. 'ensemble run paper' runs the study of the paper.");
        return (parsed.GetValue(Seed) is { } seed ? plan with { Seed = seed } : plan).With(parsed.GetValue(Settings) ?? []);
    }

    private static string CommandLine(ParseResult parsed) => $"ensemble {string.Join(' ', parsed.Tokens.Select(token => token.Value.Contains(' ', StringComparison.Ordinal) ? $"'{token.Value}'" : token.Value))}";

    private sealed class Lines(Terminal terminal) : IProgress<PaperProgress>
    {
        private string _last = string.Empty;

        public void Report(PaperProgress value)
        {
            var left = value.Left is { } time ? string.Create(CultureInfo.InvariantCulture, $", {time:m\\:ss} left") : string.Empty;
            var line = string.Create(CultureInfo.InvariantCulture, $"{value.Share * 100,3:0} %  {value.Step}{left}");
            if (terminal.IsInteractive)
            {
                terminal.Error.Write($"\r{line.PadRight(_last.Length)}");
            }
            else if (line != _last)
            {
                terminal.Error.WriteLine(line);
            }

            _last = line;
        }
    }
}
