using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Ensemble.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Ensemble.Lambda.Server.Tests;

/// <summary>The server as a process: how it starts, and what is left of it when it ends.</summary>
public sealed class ServerProcessTests : IDisposable
{
    private static readonly string Program = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Lambda.Server", new DirectoryInfo(AppContext.BaseDirectory).Name, "Ensemble.Lambda.Server"));

    private readonly string _folder = Directory.CreateTempSubdirectory("server-").FullName;

    private string Temporary => Directory.CreateDirectory(Path.Combine(_folder, "tmp")).FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("auto", "KILL")]
    [InlineData("dutycycle", "KILL")]
    [InlineData("none", "KILL")]
    [InlineData("auto", "TERM")]
    [InlineData("dutycycle", "TERM")]
    public async Task However_it_ends_its_workers_do_not_outlive_the_next_start(string cpuControl, string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are those of Unix.");
        var (first, address) = await StartAsync(cpuControl);
        using var client = new HttpClient { BaseAddress = address };
        using (await client.PostAsync("/2015-03-31/functions/echo/invocations", new StringContent("1"), Cancelled))
        {
        }

        // One busy environment and one that is idle and frozen.
        _ = client.PostAsync("/2015-03-31/functions/quick/invocations", new StringContent("""{"sleep":60000}"""), CancellationToken.None);
        var workers = await WorkersAsync(client);
        Signal(first, signal);
        await first.WaitForExitAsync(Cancelled);
        if (signal == "TERM")
        {
            Assert.Equal((0, false), (first.ExitCode, workers.Any(ProcessTree.IsRunning)));
        }

        var (second, _) = await StartAsync(cpuControl);

        Assert.All(workers, worker => Assert.False(ProcessTree.IsRunning(worker), $"worker {worker} still runs"));
        Signal(second, "TERM");
        await second.WaitForExitAsync(Cancelled);
        Assert.Equal([], Left(first.Id).Concat(Left(second.Id)));
    }

    [Fact]
    public async Task What_it_does_in_a_trace_is_exported_to_the_collector_that_is_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The workers of these tests are programs of Unix.");
        const string trace = "5759e988bd862e3fe1be46a994272793";
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        var exported = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        collector.MapPost("/v1/{signal}", async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            if (body.ToArray().AsSpan().IndexOf(Convert.FromHexString(trace)) >= 0 && body.ToArray().AsSpan().IndexOf("faas.invocation_id"u8) >= 0)
            {
                exported.TrySetResult();
            }
        });
        await collector.StartAsync(Cancelled);
        var (process, address) = await StartAsync("none", ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.First()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_BSP_SCHEDULE_DELAY", "100"));
        using var client = new HttpClient { BaseAddress = address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/2015-03-31/functions/echo/invocations") { Content = new StringContent("1") };
        request.Headers.Add("X-Amzn-Trace-Id", $"Root=1-{trace[..8]}-{trace[8..]};Parent=53995c3f42cd8ad8;Sampled=1");

        using (await client.SendAsync(request, Cancelled))
        {
        }

        await exported.Task.WaitAsync(Cancelled);
        Signal(process, "TERM");
        await process.WaitForExitAsync(Cancelled);
    }

    [Fact]
    public async Task A_port_that_is_in_use_is_told_at_once()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

        var (code, error) = await FailAsync("--urls", url);

        Assert.Equal((1, $"{url} is in use by another program. Stop it, or choose another port with --urls."), (code, error.Trim()));
    }

    [Fact]
    public async Task A_broken_functions_file_is_explained_and_nothing_starts()
    {
        var file = Path.Combine(_folder, "broken.json");
        await File.WriteAllTextAsync(file, """{ "functions": [ { "name": "a", "memorySize": 1 } ] }""", Cancelled);

        var (code, error) = await FailAsync("--functions", file);

        Assert.Equal(1, code);
        Assert.StartsWith($"{file}: line 1, functions[0].memorySize: Value '1' at 'memorySize'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_tells_the_options()
    {
        using var process = Process.Start(new ProcessStartInfo(Program, ["--help"]) { RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync(Cancelled);

        Assert.All(["--urls", "--functions", "--cpu-control", "--seed"], option => Assert.Contains(option, text, StringComparison.Ordinal));
    }

    // Folders and control groups of a run.
    private IEnumerable<string> Left(int emulator) => (Directory.Exists("/sys/fs/cgroup") ? Directory.EnumerateDirectories("/sys/fs/cgroup") : [])
        .Append("/sys/fs/cgroup").Append(Temporary)
        .Select(hierarchy => Path.Combine(hierarchy, "ensemble-lambda")).Where(Directory.Exists)
        .SelectMany(Directory.EnumerateDirectories).Where(run => Path.GetFileName(run).StartsWith($"{emulator}-", StringComparison.Ordinal));

    private static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {process.Id}"]);
        kill.WaitForExit();
    }

    private static async Task<List<int>> WorkersAsync(HttpClient client)
    {
        while (true)
        {
            using var document = JsonDocument.Parse(await client.GetStringAsync("/emulator/environments", Cancelled));
            var environments = document.RootElement.EnumerateArray().ToList();
            if (environments.Count == 2 && environments.Any(environment => environment.GetProperty("state").GetString() == "busy")
                && environments.Any(environment => environment.GetProperty("frozen").GetBoolean()))
            {
                return [.. environments.Select(environment => environment.GetProperty("processId").GetInt32())];
            }
        }
    }

    private async Task<(Process Process, Uri Address)> StartAsync(string cpuControl, params (string Name, string Value)[] variables)
    {
        var file = Path.Combine(_folder, "functions.json");
        await File.WriteAllTextAsync(file, EmulatorFixture.Declarations.Replace("\"timeout\": 1 ", "\"timeout\": 600 ", StringComparison.Ordinal), Cancelled);
        var start = new ProcessStartInfo(Program, ["--urls", "http://127.0.0.1:0", "--functions", file, "--cpu-control", cpuControl])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,

            // Apart from the emulators of other tests, each of which removes what it finds of the dead.
            Environment = { ["TMPDIR"] = Temporary },
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        var banner = await process.StandardOutput.ReadLineAsync(Cancelled) ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(Cancelled));
        return (process, new Uri(banner.Split(' ').First(word => word.StartsWith("http", StringComparison.Ordinal)).TrimEnd(':')));
    }

    private static async Task<(int Code, string Error)> FailAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync(Cancelled);
        await process.WaitForExitAsync(Cancelled);
        return (process.ExitCode, error);
    }
}
