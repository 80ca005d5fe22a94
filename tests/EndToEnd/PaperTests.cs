using System.Diagnostics;
using System.Text.Json;
using Ensemble.Models.DataSets;
using Ensemble.Models.DataSets.Shapes;
using Ensemble.StepFunctions.Server;
using Ensemble.Testing.Images;
using SkiaSharp;

namespace Ensemble.EndToEnd.Tests;

/// <summary>The study of the paper by its command, against both emulators, in miniature.</summary>
public sealed class PaperTests : IAsyncLifetime
{
    private const string Plan = "latency.models=mobilenet-mini,nasnet-mini accuracy.models=mobilenet-mini,nasnet-mini accuracy.items=500 latency.batches=1,5 latency.repeats=3 latency.coldStarts=1 latency.warmUps=1";

    private static readonly string Command = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "ensemble"));

    private readonly string _folder = Directory.CreateTempSubdirectory("paper-").FullName;
    private EmulatorBench _lambda = null!;
    private StepFunctionsServer _stepFunctions = null!;

    public async ValueTask InitializeAsync()
    {
        _lambda = await EmulatorBench.StartAsync();
        _stepFunctions = await StepFunctionsServer.StartAsync(
            new() { Urls = "http://127.0.0.1:0", Seed = 1, LambdaEndpoint = new(_lambda.Address) }, TimeProvider.System, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _stepFunctions.DisposeAsync();
        await _lambda.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Accuracy_latency_and_cost_are_measured_and_exported()
    {
        var (code, output) = await RunAsync(["run", "paper", .. Settings()]);
        Assert.True(code == 0, output);

        using var result = JsonDocument.Parse((await RunAsync(["export", await IdAsync(), "--format", "json"])).Output);

        var root = result.RootElement;
        Assert.Equal("finished", root.GetProperty("state").GetString());
        var accuracy = root.GetProperty("accuracy").EnumerateArray().ToDictionary(row => row.GetProperty("model").GetString()!, row => row.GetProperty("correct").GetInt32());
        Assert.True(accuracy["ensemble"] > Math.Max(accuracy["mobilenet-mini"], accuracy["nasnet-mini"]), $"{string.Join(", ", accuracy)}");
        var latency = root.GetProperty("latency").EnumerateArray().ToList();
        Assert.Equal((3 * 2 * 4) + 1, latency.Count);
        Assert.All(latency, row =>
        {
            var milliseconds = row.GetProperty("milliseconds").GetDouble();
            Assert.Equal(milliseconds, row.GetProperty("ledger").EnumerateObject().Sum(part => part.Value.GetDouble()), milliseconds / 100);
            Assert.True(row.GetProperty("cost").GetProperty("total").GetDouble() > 0);
        });
        Assert.True(latency.Single(row => row.GetProperty("kind").GetString() == "cold").GetProperty("ledger").GetProperty("coldStart").GetDouble() > 0);
        Assert.All(root.GetProperty("efficiency").EnumerateArray(), row => Assert.InRange(row.GetProperty("maxModelMilliseconds").GetDouble(), 0.001, row.GetProperty("parallelMilliseconds").GetDouble()));
    }

    [Fact]
    public async Task A_run_that_was_killed_goes_on_where_it_was_and_loses_no_request()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Processes are killed with signals here.");
        using (var run = Start(["run", "paper", .. Settings()]))
        {
            // In the middle of the requests.
            while (await run.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.Contains("60 %  parallel", StringComparison.Ordinal) && !line.Contains("batch 5", StringComparison.Ordinal))
            {
            }

            run.Kill();
            await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var id = await IdAsync();
        var before = await RowsAsync(id);
        Assert.NotEmpty(before);

        var (code, output) = await RunAsync(["run", "--resume", id, .. Endpoints()]);

        Assert.True(code == 0, output);
        var after = await RowsAsync(id);
        Assert.Equal((3 * 2 * 4) + 1, after.Count);
        Assert.Subset(after.ToHashSet(), before.ToHashSet());
    }

    [Fact]
    public async Task Pictures_of_the_users_own_are_read_by_functions_too_wherever_the_command_was_given()
    {
        var shapes = new ShapesDataSet();
        foreach (var i in Enumerable.Range(0, 64))
        {
            var file = Path.Combine(_folder, "pictures", shapes.ClassNames[shapes.LabelOf(Split.Test, i)], $"{i}.png");
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, TestImages.Encode(shapes.Load(Split.Test, i).Image!, SKEncodedImageFormat.Png), TestContext.Current.CancellationToken);
        }

        var (code, output) = await RunAsync(["run", "paper", .. Settings(), .. Settings("dataset=folder:pictures accuracy.items=64")]);
        Assert.True(code == 0, output);
        using var result = JsonDocument.Parse((await RunAsync(["export", await IdAsync(), "--format", "json"])).Output);
        Assert.All(result.RootElement.GetProperty("accuracy").EnumerateArray(), row => Assert.Equal((64, true), (row.GetProperty("total").GetInt32(), row.GetProperty("correct").GetInt32() > 40)));
        Assert.Equal((3 * 2 * 4) + 1, result.RootElement.GetProperty("latency").GetArrayLength());
        Assert.Empty(result.RootElement.GetProperty("failures").EnumerateArray());

        var (refused, why) = await RunAsync(["run", "paper", .. Settings(), .. Settings("dataset=folder:pictures latency.batches=1,100")]);
        Assert.Equal(1, refused);
        Assert.Contains($"latency.batches: '100' is not possible; folder:{Path.Combine(_folder, "pictures")} has 64 items", why, StringComparison.Ordinal);
    }

    private static string[] Settings(string settings) => [.. settings.Split(' ').SelectMany(setting => (string[])["--set", setting])];

    private string[] Settings() => [.. Settings(Plan), .. Endpoints()];

    private string[] Endpoints() => ["--lambda-endpoint", _lambda.Address, "--stepfunctions-endpoint", _stepFunctions.Address.GetLeftPart(UriPartial.Authority)];

    private async Task<string> IdAsync()
    {
        using var list = JsonDocument.Parse((await RunAsync(["list", "--json"])).Output);
        return list.RootElement[0].GetProperty("id").GetString()!;
    }

    private async Task<IReadOnlyList<string>> RowsAsync(string id) => [.. (await RunAsync(["export", id, "--format", "csv"])).Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1)];

    private Process Start(IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(Command, [.. arguments, "--data", _folder]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true })!;

    private async Task<(int Code, string Output)> RunAsync(IEnumerable<string> arguments)
    {
        using var process = Start(arguments);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, process.ExitCode == 0 ? output : output + await errors);
    }
}
