using System.Diagnostics;

namespace Ensemble.EndToEnd.Tests;

/// <summary>Programs of the machine that these tests did not install.</summary>
internal static class Tool
{
    /// <summary>Skips the test where a program cannot be run.</summary>
    public static async Task RequireAsync(string reason, string program, params string[] arguments)
    {
        try
        {
            var (code, _) = await RunAsync(program, arguments);
            Assert.SkipWhen(code != 0, reason);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip(reason);
        }
    }

    /// <summary>Runs a program and returns its exit code and all it wrote.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(cancelled);
        var error = process.StandardError.ReadToEndAsync(cancelled);
        await process.WaitForExitAsync(cancelled);
        return (process.ExitCode, await output + await error);
    }
}
