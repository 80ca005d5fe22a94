using System.CommandLine;
using System.Diagnostics;
using System.Reflection;
using Ensemble.Benchmarks;
using Ensemble.Benchmarks.Lambda;
using Ensemble.Benchmarks.Platform;
using Ensemble.Benchmarks.StepFunctions;
using Ensemble.Models;

var json = new Option<bool>("--json") { Description = "Print JSON.", Recursive = true };
var model = new Option<string>("--model") { Description = "A model of the catalog.", DefaultValueFactory = _ => "mobilenetv2" };
var threads = new Option<int>("--threads") { Description = "Threads per run.", DefaultValueFactory = _ => 1 };
var microBatch = new Option<int?>("--micro-batch") { Description = "Items per run; default: measured." };
var batches = new Option<int[]>("--batch")
{
    Description = "Batch sizes.",
    AllowMultipleArgumentsPerToken = true,
    DefaultValueFactory = _ => [1, 32, 1000],
};
var seconds = new Option<double>("--seconds") { Description = "Time per batch size.", DefaultValueFactory = _ => 30 };
var items = new Option<int>("--items") { Description = "Items of the large batch.", DefaultValueFactory = _ => 1000 };
var executions = new Option<int>("--executions") { Description = "Executions whose memory is measured.", DefaultValueFactory = _ => 1_000_000 };
var requestBatches = new Option<int[]>("--batch") { Description = "Batch sizes.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1, 10, 100, 1000] };
var repeats = new Option<int>("--repeats") { Description = "Requests of each kind.", DefaultValueFactory = _ => 6 };
var turns = new Option<int>("--turns") { Description = "Creations of each kind.", DefaultValueFactory = _ => 15 };

IReadOnlyList<Figure> Throughput(ParseResult given) => ThroughputBenchmark.Run(
    given.GetValue(model)!, given.GetValue(threads), given.GetValue(microBatch), given.GetValue(batches)!, given.GetValue(seconds));
IReadOnlyList<Figure> Memory(ParseResult given) => MemoryBenchmark.Run(
    given.GetValue(model)!, given.GetValue(threads), given.GetValue(microBatch), given.GetValue(items));
IReadOnlyList<Figure> Session(ParseResult given) => SessionBenchmark.Run(
    given.GetValue(model)!, given.GetValue(threads), given.GetValue(turns));

return new RootCommand("Measures the headline numbers. Each prints its ratio, what it divides by and what is asked of it; exit code 1 if one fails.")
{
    json,
    Benchmark("throughput", "The classifier against a bare ONNX Runtime loop.", Throughput, model, threads, microBatch, batches, seconds),
    Benchmark("memory", "Peak memory of a large batch against one micro-batch.", Memory, model, threads, microBatch, items),
    Benchmark("session", "Creation with the cached optimised graph against without.", Session, model, threads, turns),
    Benchmark("codec", "What compact predictions cost in accuracy.", _ => CodecBenchmark.Run()),
    Benchmark("round-trip", "A warm echo through the Lambda emulator against a bare HTTP round trip.", _ => Wait(RoundTripBenchmark.RunAsync())),
    Benchmark("memory-law", "The time of the same work by the memory of its function.", _ => Wait(MemoryLawBenchmark.RunAsync())),
    Benchmark("cold-start", "Cold starts by how the function is compiled, and the emulator's part of them.", _ => Wait(ColdStartBenchmark.RunAsync())),
    Benchmark("storm", "10,000 invocations of which some fail: all are answered once, and nothing is left.", _ => Wait(StormBenchmark.RunAsync())),
    Benchmark("shapes", "Pictures of the shapes data set per second on one core.", _ => ShapesBenchmark.Run()),
    Benchmark(
        "all",
        "Everything about models.",
        given => [.. ShapesBenchmark.Run(), .. Session(given), .. Memory(given), .. Throughput(given)],
        model, threads, microBatch, batches, seconds, items, turns),
    Benchmark("lambda", "Everything about the Lambda emulator and the functions.", _ => Wait(LambdaAsync())),
    Benchmark("wire", "State transitions per second over the wire, and those of other emulators that are installed.", _ => Wait(WireBenchmark.RunAsync())),
    Benchmark("engine", "The Step Functions engine alone, on one core and with many executions at once.", _ => Wait(EngineBenchmark.RunAsync())),
    Benchmark("parallel", "Parallel Lambda tasks against their slowest branch.", _ => Wait(ParallelBenchmark.RunAsync())),
    Benchmark("execution-storm", "10,000 executions of which some fail: none is stuck, lost or out of order.", _ => Wait(ExecutionStormBenchmark.RunAsync())),
    Benchmark("map", "Time and memory of Maps by the number of their items.", _ => Wait(MapBenchmark.RunAsync())),
    Benchmark("history", "Memory of the Step Functions emulator after many executions.", given => Wait(ExecutionsBenchmark.RunAsync(given.GetValue(executions))), executions),
    Benchmark("stepfunctions", "Everything about the Step Functions emulator.", given => Wait(StepFunctionsAsync(given.GetValue(executions))), executions),
    Benchmark(
        "paper",
        "The study of the paper on the whole platform, and how soon a first visitor sees something.",
        given => Wait(PaperBenchmark.RunAsync(given.GetValue(requestBatches)!, given.GetValue(repeats))),
        requestBatches, repeats),
    Child(EngineBenchmark.ChildCommand, EngineBenchmark.Child),
    Child(MemoryBenchmark.ChildCommand, MemoryBenchmark.Child),
    Child(SessionBenchmark.ChildCommand, SessionBenchmark.Child),
    Child(BareServer.Command, BareServer.Run),
}.Parse(args).Invoke();

Command Benchmark(string name, string description, Func<ParseResult, IReadOnlyList<Figure>> run, params ReadOnlySpan<Option> options)
{
    var command = new Command(name, description);
    foreach (var option in options)
    {
        command.Add(option);
    }

    command.SetAction(given =>
    {
        if (typeof(Figure).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
        {
            Console.Error.WriteLine("This is a debug build, whose times mean nothing. Run with 'dotnet run -c Release'.");
            return 1;
        }

        try
        {
            return Report.Print(run(given), given.GetValue(json));
        }
        catch (EnsembleException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    });
    return command;
}

static async Task<IReadOnlyList<Figure>> LambdaAsync() =>
[
    .. await RoundTripBenchmark.RunAsync(),
    .. await MemoryLawBenchmark.RunAsync(),
    .. await ColdStartBenchmark.RunAsync(),
    .. await StormBenchmark.RunAsync(),
    .. CodecBenchmark.Run(),
];

static async Task<IReadOnlyList<Figure>> StepFunctionsAsync(int executions) =>
[
    .. await EngineBenchmark.RunAsync(),
    .. await WireBenchmark.RunAsync(),
    .. await ParallelBenchmark.RunAsync(),
    .. await ExecutionStormBenchmark.RunAsync(),
    .. await MapBenchmark.RunAsync(),
    .. await ExecutionsBenchmark.RunAsync(executions),
];

static IReadOnlyList<Figure> Wait(Task<IReadOnlyList<Figure>> figures) => figures.GetAwaiter().GetResult();

static Command Child(string name, Func<IReadOnlyList<string>, int> run)
{
    var arguments = new Argument<string[]>("arguments");
    var command = new Command(name) { arguments };
    command.Hidden = true;
    command.SetAction(given => run(given.GetValue(arguments)!));
    return command;
}
