using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Ensemble.Benchmarks.StepFunctions;

/// <summary>The servers that are compared. The others are only where they are installed, or can be.</summary>
internal static class Servers
{
    // As it is shipped (5.2.1) its second execution fails: it copies the first, which holds locks. Here it copies none.
    private const string Moto = """
        from moto.stepfunctions.parser.backend.execution import Execution
        Execution.__deepcopy__ = lambda self, memo: self
        from moto.server import main
        main()
        """;

    private const string StepFunctionsLocal = "stepfunctions-local@1.3.1";

    /// <summary>The emulator.</summary>
    public static Task<ServerProcess> EmulatorAsync(params IReadOnlyList<string> arguments) =>
        ServerProcess.StartAsync(Programs.StepFunctionsEmulator, address => ["--urls", address.OriginalString, "--seed", "1", .. arguments]);

    /// <summary>moto, which runs state machines if it is told to; null: it is not installed.</summary>
    public static async Task<ServerProcess?> MotoAsync()
    {
        try
        {
            var server = await ServerProcess.StartAsync("python3", address => ["-c", Moto, "-p", $"{address.Port}"], "/moto-api/data.json", hidesErrors: true);
            using var setting = new StringContent("""{"stepfunctions":{"execute_state_machine":true}}""", Encoding.UTF8, "application/json");
            using var answer = await server.Client.PostAsync("/moto-api/config", setting);
            answer.EnsureSuccessStatusCode();
            return server;
        }
        catch (Exception exception) when (exception is Win32Exception or HttpRequestException)
        {
            Console.Error.WriteLine($"moto_server does not start here and is not compared with: {exception.Message}");
            return null;
        }
    }

    /// <summary>stepfunctions-local of npm, installed in a folder; null: it cannot be.</summary>
    public static async Task<ServerProcess?> StepFunctionsLocalAsync(string folder)
    {
        try
        {
            var install = new ProcessStartInfo("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", StepFunctionsLocal]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var npm = Process.Start(install)!;
            var errors = npm.StandardError.ReadToEndAsync();
            await npm.StandardOutput.ReadToEndAsync();
            await npm.WaitForExitAsync();
            if (npm.ExitCode != 0)
            {
                Console.Error.WriteLine($"{StepFunctionsLocal} cannot be installed here and is not compared with: {await errors}");
                return null;
            }

            var script = Path.Combine(folder, "node_modules", "stepfunctions-local", "bin", "stepfunctions-local-start.js");
            return await ServerProcess.StartAsync("node", address => [script, "--port", $"{address.Port}"], "/", hidesErrors: true);
        }
        catch (Exception exception) when (exception is Win32Exception or HttpRequestException)
        {
            Console.Error.WriteLine($"{StepFunctionsLocal} does not start here and is not compared with: {exception.Message}");
            return null;
        }
    }
}
