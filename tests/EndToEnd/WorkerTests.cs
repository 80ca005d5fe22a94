using Ensemble.Lambda.Functions;

namespace Ensemble.EndToEnd.Tests;

/// <summary>Any language works: workers that know nothing of the emulator.</summary>
public sealed class WorkerTests
{
    private static FunctionConfiguration Python { get; } = new()
    {
        Name = "python",
        Directory = EmulatorBench.Folder("Workers"),
        Command = ["python3", "worker.py"],
        MemorySize = 1769,
        Timeout = 20,
    };

    [Fact]
    public async Task A_worker_in_Python_keeps_its_memory_between_events_and_stands_still()
    {
        await RequirePythonAsync();
        await using var emulator = await EmulatorBench.StartAsync(Python);
        var first = await emulator.InvokeAsync("python", """{"a":1}""");
        while (!(await emulator.GetAsync("/emulator/environments"))[0].GetProperty("frozen").GetBoolean())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        // A thread that counts every millisecond would come to hundreds.
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, TestContext.Current.CancellationToken);
        var second = await emulator.InvokeAsync("python", "2");

        Assert.Equal(("python", 0, false), (first.GetProperty("function").GetString(), first.GetProperty("calls").GetInt32(), first.GetProperty("kept").GetBoolean()));
        Assert.Equal((1, true), (second.GetProperty("calls").GetInt32(), second.GetProperty("kept").GetBoolean()));
        Assert.InRange(second.GetProperty("ticks").GetInt32() - first.GetProperty("ticks").GetInt32(), 0, 250);
    }

    [Fact]
    public async Task After_a_crash_the_folder_for_temporary_files_is_kept_and_the_memory_is_not()
    {
        await RequirePythonAsync();
        await using var emulator = await EmulatorBench.StartAsync(Python);
        await emulator.InvokeAsync("python", "1");

        var crash = await emulator.InvokeAsync("python", "\"crash\"");
        var after = await emulator.InvokeAsync("python", "2");

        Assert.Equal("Runtime.ExitError", crash.GetProperty("errorType").GetString());
        Assert.Equal((0, true), (after.GetProperty("calls").GetInt32(), after.GetProperty("kept").GetBoolean()));
        Assert.Single((await emulator.GetAsync("/emulator/environments")).EnumerateArray());
    }

    [Fact]
    public async Task A_worker_in_a_shell_works()
    {
        await Tool.RequireAsync("bash is not installed.", "bash", "-c", "true");
        await using var emulator = await EmulatorBench.StartAsync(
            Python with { Name = "shell", Command = ["bash", "worker.sh"] });

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal($"[{{\"n\":{i}}}]", (await emulator.InvokeAsync("shell", $"{{\"n\":{i}}}")).GetRawText());
        }
    }

    private static Task RequirePythonAsync() => Tool.RequireAsync("Python 3 is not installed.", "python3", "-c", "pass");
}
