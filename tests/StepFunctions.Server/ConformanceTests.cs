using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ensemble.Testing;

namespace Ensemble.StepFunctions.Server.Tests;

/// <summary>Cases recorded from AWS, replayed by their own runner, where a folder of them, Python and boto3 are at hand.</summary>
public sealed class ConformanceTests(ITestOutputHelper output)
{
    private const string Variable = "ENSEMBLE_STEPFUNCTIONS_CASES";
    private const double LeastStrict = 0.95;

    /// <summary>Cases that no emulator can pass with this runner, and why.</summary>
    private static readonly Dictionary<string, string> Unreachable = new(StringComparer.Ordinal)
    {
        ["TestSnfApi::test_describe_nonexistent_sm"] = "the runner does not replace the name in the ARN, so the machine it asks for exists",
        ["TestSnfApi::test_list_execution_no_such_state_machine"] = "the runner does not replace the name in the ARN, so the machine it asks for exists",
        ["TestSnfApiActivities::test_list_activities"] = "the runner compares an empty list with the three activities",
        ["TestSfnWait::test_timestamp_too_far_in_future_boundary[24855]"] = "the runner waits for the end of an execution that waits for 68 years",
        ["TestSfnWait::test_timestamp_too_far_in_future_boundary[24856]"] = "the time was too far away on the day the case was written, and comes within the bound of 2^31 seconds a day later",
        ["TestCallback::test_start_execution_sync2"] = "the recording has a text where headers hold a list, so STRICT cannot be reached; OUTCOME is",
    };

    [Fact]
    public async Task The_recorded_cases_are_answered_as_AWS_answers_them()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } folder)
        {
            Assert.Skip($"{Variable} names no folder with recorded cases.");
            return;
        }

        Assert.SkipUnless(await RunAsync("python3", ["-c", "import boto3"]) == 0, "Python 3 with boto3 is not installed.");
        var buckets = Directory.CreateTempSubdirectory("conformance-").FullName;
        var results = Path.Combine(buckets, "results.json");
        var functions = LoopbackPort.Free();
        await using var server = await StepFunctionsServer.StartAsync(
            new() { Urls = "http://127.0.0.1:0", Seed = 7, LambdaEndpoint = new($"http://127.0.0.1:{functions}"), ObjectFolder = buckets },
            TimeProvider.System,
            TestContext.Current.CancellationToken);

        var code = await RunAsync("python3",
        [
            Path.Combine(folder, "run_conformance.py"), "--endpoint", server.Address.GetLeftPart(UriPartial.Authority), "--cases", Path.Combine(folder, "cases"),
            "--lambda-mode", "host", "--lambda-port", functions.ToString(CultureInfo.InvariantCulture), "--skip-needs", "s3", "--workers", "6", "--out", results,
        ]);
        Assert.Equal(0, code);

        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(results, TestContext.Current.CancellationToken));
        var cases = document.RootElement.GetProperty("results").EnumerateArray().Where(one => one.TryGetProperty("levels", out _)).ToList();
        var missedStrict = cases.Where(one => !Passed(one, "STRICT")).Select(Id).ToList();
        var missedOutcome = cases.Where(one => !Passed(one, "OUTCOME")).Select(Id).ToList();
        output.WriteLine($"{cases.Count} cases, STRICT {cases.Count - missedStrict.Count}, OUTCOME {cases.Count - missedOutcome.Count}");
        Directory.Delete(buckets, recursive: true);
        Assert.Equal([], missedOutcome.Except(Unreachable.Keys));
        Assert.True(missedStrict.Count <= cases.Count * (1 - LeastStrict), string.Join('\n', missedStrict));
    }

    private static bool Passed(JsonElement one, string level) => one.GetProperty("levels").GetProperty(level).GetBoolean();

    private static string Id(JsonElement one) => one.GetProperty("id").GetString()!.Split("::", 2)[1];

    private static async Task<int> RunAsync(string program, IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            await said;
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
