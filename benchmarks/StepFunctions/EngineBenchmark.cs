using System.Diagnostics;
using System.Globalization;
using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Language.Parsing;
using Ensemble.StepFunctions.Tasks;

namespace Ensemble.Benchmarks.StepFunctions;

/// <summary>The engine alone, in the process: its transitions per second on one core, and its own time from one task to the next.</summary>
internal static class EngineBenchmark
{
    public const string ChildCommand = "step-functions-engine";

    private const double LeastPerSecond = 200_000;
    private const int AtOnce = 64;
    private const int Tasks = 100;
    private const int Rounds = 60;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    public static async Task<IReadOnlyList<Figure>> RunAsync() => [.. Workload.All.Select(Rate), .. await LatenciesAsync()];

    /// <summary>Measures one workload in a process that has one core only.</summary>
    public static int Child(IReadOnlyList<string> arguments)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            using var process = Process.GetCurrentProcess();
            process.ProcessorAffinity = 1;
        }

        var workload = Workload.All.Single(one => one.Name == arguments[0]);
        var machine = Parse(workload.Definition);
        var services = new EngineServices { Tokens = new(TimeProvider.System) };
        MeasureAsync(machine, workload, services, WarmUp).GetAwaiter().GetResult();
        Console.WriteLine(MeasureAsync(machine, workload, services, Duration).GetAwaiter().GetResult().ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static Figure Rate(Workload workload)
    {
        var rate = ChildProcess.Measure(ChildCommand, workload.Name);
        return new(
            $"engine on one core, {workload.Name}",
            rate / LeastPerSecond,
            string.Create(CultureInfo.InvariantCulture, $"transitions/s in the process, {rate:#,0}"),
            string.Create(CultureInfo.InvariantCulture, $"{LeastPerSecond:#,0}"),
            Sense.AtLeast,
            1);
    }

    private static async Task<double> MeasureAsync(StateMachine machine, Workload workload, EngineServices services, TimeSpan duration)
    {
        var start = Stopwatch.GetTimestamp();
        long transitions = 0;
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            await RunAsync(machine, workload.Input, services);
            transitions += workload.Transitions;
        }

        return transitions / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<IReadOnlyList<Figure>> LatenciesAsync()
    {
        var machine = Parse(Workload.ChainDefinition(Tasks, "\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:123456789012:function:next\""));
        await MeasureAsync(machine);
        var milliseconds = await MeasureAsync(machine);
        return [Latency("p50", milliseconds, 0.5, 0.1), Latency("p99", milliseconds, 0.99, 2)];
    }

    private static async Task<double[]> MeasureAsync(StateMachine machine)
    {
        var runs = Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            var tasks = new YieldingTasks();
            var services = new EngineServices { Tokens = new(TimeProvider.System), Integrations = [tasks] };
            for (var round = 0; round < Rounds; round++)
            {
                tasks.Begin();
                await RunAsync(machine, "{}", services);
            }

            return tasks.Milliseconds;
        }));
        return [.. (await Task.WhenAll(runs)).SelectMany(one => one).Order()];
    }

    private static Figure Latency(string name, double[] sorted, double quantile, double most)
    {
        var value = sorted[(int)(quantile * (sorted.Length - 1))];
        return new(
            $"engine, time of a transition, {name}",
            value / most,
            string.Create(CultureInfo.InvariantCulture, $"from the end of a task to the call of the next with {AtOnce} executions at once, {value * 1000:0.0} µs ({sorted.Length} transitions)"),
            string.Create(CultureInfo.InvariantCulture, $"{most} ms"),
            Sense.AtMost,
            1);
    }

    private static StateMachine Parse(string definition) => DefinitionParser.Parse(definition, new(WorkflowType.Express, _ => true));

    private static async Task RunAsync(StateMachine machine, string input, EngineServices services)
    {
        var request = new ExecutionRequest
        {
            Machine = machine,
            Type = WorkflowType.Express,
            Arn = "arn:aws:states:us-east-1:123456789012:execution:benchmark:1",
            Name = "1",
            StateMachineArn = "arn:aws:states:us-east-1:123456789012:stateMachine:benchmark",
            StateMachineName = "benchmark",
            RoleArn = "arn:aws:iam::123456789012:role/benchmark",
            Input = Payload.Parse(input),
            StartTime = TimeProvider.System.GetUtcNow(),
        };
        var result = await ExecutionHandle.Start(request, services, new InMemoryHistory()).Completion;
        if (result.Status != ExecutionStatus.Succeeded)
        {
            throw new InvalidOperationException($"An execution ended as {result.Status}: {result.Error} {result.Cause}");
        }
    }

    /// <summary>Tasks of one execution at a time: each lets the other executions go first, and is measured from the end of the one before.</summary>
    private sealed class YieldingTasks : ITaskIntegration
    {
        private readonly List<double> _milliseconds = [];
        private long _ended;

        public IReadOnlyList<double> Milliseconds => _milliseconds;

        public void Begin() => _ended = 0;

        public bool Supports(TaskResource resource) => true;

        public async Task<TaskAnswer> CallAsync(TaskCall call, CancellationToken cancellationToken)
        {
            if (_ended != 0)
            {
                _milliseconds.Add(Stopwatch.GetElapsedTime(_ended).TotalMilliseconds);
            }

            await Task.Yield();
            _ended = Stopwatch.GetTimestamp();
            return new(call.Parameters);
        }
    }
}
