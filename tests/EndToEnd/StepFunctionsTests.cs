using Ensemble.Lambda.Functions;
using Ensemble.StepFunctions.Server;

namespace Ensemble.EndToEnd.Tests;

/// <summary>Both emulators together, driven by clients that were written for AWS.</summary>
public sealed class StepFunctionsTests
{
    private static FunctionConfiguration Echo { get; } = new()
    {
        Name = "echo",
        Directory = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Host", new DirectoryInfo(AppContext.BaseDirectory).Name)),
        Handler = "echo",
        MemorySize = 1769,
        Timeout = 20,
    };

    [Fact]
    public async Task Boto3_runs_state_machines_of_functions()
    {
        await Tool.RequireAsync("Python's boto3 is not installed.", "python3", "-c", "import boto3");
        await using var lambda = await EmulatorBench.StartAsync(Echo);
        await using var server = await StartAsync(lambda);

        var (code, output) = await Tool.RunAsync("python3", EmulatorBench.Folder("Clients/boto3_stepfunctions.py"), Address(server));

        Assert.True(code == 0 && output.EndsWith("done\n", StringComparison.Ordinal), output);
    }

    [Fact]
    public async Task The_AWS_command_line_runs_a_state_machine_of_a_function()
    {
        await Tool.RequireAsync("The AWS command line is not installed.", "aws", "--version");
        await using var lambda = await EmulatorBench.StartAsync(Echo);
        await using var server = await StartAsync(lambda);

        var (code, output) = await Tool.RunAsync("bash", EmulatorBench.Folder("Clients/cli_stepfunctions.sh"), Address(server));

        Assert.True(code == 0, output);
        Assert.Equal(
            [
                "arn:aws:states:us-east-1:000000000000:stateMachine:m",
                """SUCCEEDED	{"a":1}""",
                "ExecutionStarted\tTaskStateEntered\tLambdaFunctionScheduled\tLambdaFunctionStarted\tLambdaFunctionSucceeded\tTaskStateExited\tExecutionSucceeded",
                "ExecutionAlreadyExists",
            ],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static Task<StepFunctionsServer> StartAsync(EmulatorBench lambda) => StepFunctionsServer.StartAsync(
        new() { Urls = "http://127.0.0.1:0", Seed = 1, LambdaEndpoint = new(lambda.Address) }, TimeProvider.System, CancellationToken.None);

    private static string Address(StepFunctionsServer server) => server.Address.GetLeftPart(UriPartial.Authority);
}
