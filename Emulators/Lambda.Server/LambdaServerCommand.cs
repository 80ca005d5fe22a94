using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Ensemble.Lambda.Functions;
using Ensemble.Lambda.Isolation;
using Ensemble.ServiceDefaults;

namespace Ensemble.Lambda.Server;

/// <summary>The command line of the emulator.</summary>
internal static class LambdaServerCommand
{
    /// <summary>The command.</summary>
    public static RootCommand Create()
    {
        var urls = new Option<string>("--urls") { Description = "Where to listen.", DefaultValueFactory = _ => new ServerSettings { Seed = 0 }.Urls };
        var functions = new Option<FileInfo?>("--functions") { Description = "A JSON file with the functions to register at start." };
        var cpuControl = new Option<string>("--cpu-control")
        {
            Description = "What holds workers to their share of the CPU; auto: the best that this machine allows.",
            DefaultValueFactory = _ => "auto",
        };
        cpuControl.AcceptOnlyFromAmong(["auto", .. Enum.GetNames<CpuControl>().Select(name => name.ToLowerInvariant())]);
        var seed = new Option<int?>("--seed") { Description = "Seeds ids, jitter and the draw of weighted aliases." };
        var command = new RootCommand("Runs Lambda functions on this machine as AWS Lambda does: the Invoke API, the functions API and the Runtime API at one address.")
        {
            urls, functions, cpuControl, seed,
        };
        command.SetAction((given, cancellationToken) => RunAsync(
            given.GetValue(urls)!, given.GetValue(functions), given.GetValue(cpuControl)!, given.GetValue(seed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string urls, FileInfo? functions, string cpuControl, int? seed, CancellationToken cancellationToken)
    {
        // The command line has to know of this task before anybody is told that it runs: else a signal ends it where it stands.
        await Task.Yield();
        try
        {
            var file = functions is null ? null : FunctionsFile.Read(functions.FullName);
            foreach (var warning in file?.Warnings ?? [])
            {
                Console.Error.WriteLine(warning);
            }

            var settings = new ServerSettings
            {
                Urls = urls,
                Functions = file,
                CpuControl = cpuControl == "auto" ? file?.CpuControl : Enum.Parse<CpuControl>(cpuControl, ignoreCase: true),
                Seed = seed ?? RandomNumberGenerator.GetInt32(int.MaxValue),
            };
            await using var server = await LambdaServer.StartAsync(settings, TimeProvider.System, cancellationToken);
            Console.WriteLine(Banner(server));
            await server.WaitForShutdownAsync(cancellationToken);
            return 0;
        }
        catch (Exception exception) when (exception is ListenException or FunctionsFileException or IsolationException)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    }

    private static string Banner(LambdaServer server)
    {
        var isolation = server.Emulator.Isolation;
        var functions = server.Emulator.Functions.List().Count;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Lambda emulator at {server.Address.GetLeftPart(UriPartial.Authority)}: {functions} function{(functions == 1 ? string.Empty : "s")}, CPU share by {isolation.CpuControl.ToString().ToLowerInvariant()}, memory limit by {isolation.MemoryControl.ToString().ToLowerInvariant()}.")
            + (isolation.Limitation is { } limitation ? $" {limitation}" : string.Empty)
            + (server.Cleaned > 0 ? $" {server.Cleaned} processes that an earlier run had left were ended." : string.Empty);
    }
}
