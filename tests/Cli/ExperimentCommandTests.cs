namespace Ensemble.Cli.Tests;

/// <summary>Commands about experiments, as far as no system is needed for them.</summary>
public sealed class ExperimentCommandTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _cli.Dispose();
    }

    [Theory]
    [InlineData("run --data {data}", "Say what to run")]
    [InlineData("run nothing --data {data}", "no experiment and no file called 'nothing'")]
    [InlineData("run paper --set latency.memorySize=12 --data {data}", "latency.memorySize: '12' is not possible; allowed is 128 to 10,240.")]
    [InlineData("run paper --set speed=fast --data {data}", "There is no field 'speed' in the plan")]
    [InlineData("run --resume 2026 --data {data}", "No experiment's id begins with '2026'")]
    [InlineData("run paper --resume 2026 --data {data}", "An experiment that is resumed keeps its plan")]
    [InlineData("run --resume 2026 --preset full --data {data}", "An experiment that is resumed keeps its plan")]
    [InlineData("run plan.json --preset full --data {data}", "--preset is for 'paper'")]
    [InlineData("run paper --functions {folder} --data {data}", "holds no functions")]
    [InlineData("run paper --lambda-endpoint https://lambda.us-east-1.amazonaws.com --data {data}", "AWS_ACCESS_KEY_ID")]
    [InlineData("show 2026 --data {data}", "No experiment's id begins with '2026'")]
    [InlineData("export 2026 --format parquet --data {data}", "is nothing to be read: name a file with --output")]
    [InlineData("report 2026 --output {folder} --data {data}", "No experiment's id begins with '2026'")]
    [InlineData("export 2026 --format csv --data {data}", "No experiment's id begins with '2026'")]
    public async Task What_cannot_be_done_is_an_error_that_says_why(string commandLine, string message)
    {
        Assert.SkipWhen(commandLine.Contains("https", StringComparison.Ordinal) && Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID") is not null, "Credentials of AWS are set.");

        var result = await _cli.RunAsync(commandLine);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task A_file_that_is_no_plan_is_an_error_that_says_where()
    {
        _cli.Write("plan.json", """{"latency":{"repeets":5}}"""u8.ToArray());

        var result = await _cli.RunAsync("run {folder}/plan.json --data {data}");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("$.latency.repeets", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_system_that_is_not_there_is_told_with_how_to_start_it()
    {
        _cli.Write("bootstrap", [1]);

        var result = await _cli.RunAsync("run paper --functions {folder} --lambda-endpoint http://127.0.0.1:1 --data {data}");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Lambda cannot be reached at http://127.0.0.1:1", result.Error, StringComparison.Ordinal);
        Assert.Contains("dotnet run --project AppHost", result.Error, StringComparison.Ordinal);
        Assert.Contains("failed", (await _cli.RunAsync("list --data {data}")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_store_is_an_empty_list() => Assert.Equal("[]", (await _cli.RunAsync("list --json --data {data}")).Output.Trim());

    [Fact]
    public async Task The_schema_of_plans_is_printed() => Assert.Contains("\"memorySize\"", (await _cli.RunAsync("run --schema")).Output, StringComparison.Ordinal);
}
