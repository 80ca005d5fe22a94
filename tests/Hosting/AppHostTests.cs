using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Ensemble.Testing;

namespace Ensemble.Hosting.Tests;

/// <summary>The whole platform as one command starts it.</summary>
public sealed class AppHostTests : IDisposable
{
    private static readonly string Program = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "AppHost", new DirectoryInfo(AppContext.BaseDirectory).Name, OperatingSystem.IsWindows() ? "Ensemble.AppHost.exe" : "Ensemble.AppHost"));

    private readonly string _folder = Directory.CreateTempSubdirectory("apphost-").FullName;
    private readonly StringBuilder _written = new();

    public AppHostTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are looked for in /proc.");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("TERM", 0)]
    [InlineData("INT", 0)]
    public async Task It_starts_both_emulators_says_where_they_are_and_stops_them_when_told_to(string signal, int code)
    {
        var (lambda, stepFunctions) = (LoopbackPort.Free(), LoopbackPort.Free());
        using var host = Start("--lambda-port", $"{lambda}", "--stepfunctions-port", $"{stepFunctions}");

        await SaysAsync("All are healthy");
        Assert.Contains($"http://127.0.0.1:{lambda}", Written(), StringComparison.Ordinal);
        using var client = new HttpClient();
        Assert.Contains("Healthy", await client.GetStringAsync($"http://127.0.0.1:{stepFunctions}/health", Sample.Cancelled), StringComparison.Ordinal);
        var children = ProcessTree.Descendants(host.Id);
        Assert.True(children.Count >= 2);

        await ProcessTree.SignalAsync(signal, host.Id, Sample.Cancelled);
        await host.WaitForExitAsync(Sample.Cancelled);

        Assert.Equal(code, host.ExitCode);
        await ProcessTree.GoneAsync(children, Sample.Cancelled);
    }

    [Fact]
    public async Task Nothing_is_left_when_it_is_killed()
    {
        using var host = Start("--lambda-port", $"{LoopbackPort.Free()}", "--stepfunctions-port", $"{LoopbackPort.Free()}");
        await SaysAsync("All are healthy");
        var children = ProcessTree.Descendants(host.Id);
        Assert.True(children.Count >= 2);

        await ProcessTree.SignalAsync("KILL", host.Id, Sample.Cancelled);

        await ProcessTree.GoneAsync(children, Sample.Cancelled);
    }

    [Fact]
    public async Task A_port_that_was_asked_for_and_is_taken_is_an_error_that_names_the_program()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var host = Start("--lambda-port", $"{port}");

        await host.WaitForExitAsync(Sample.Cancelled);

        Assert.Equal(1, host.ExitCode);
        await SaysAsync(string.Create(CultureInfo.InvariantCulture, $"Port {port}, which was asked for lambda, is held by"));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"(process {Environment.ProcessId})"), Written(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--lambda-port must be a port between 1 and 65535, not '0'.", "--lambda-port", "0")]
    [InlineData("'--lambda-prot' was not matched", "--lambda-prot", "9001")]
    public async Task A_wrong_option_is_an_error_that_says_what_is_wrong(string message, params string[] arguments)
    {
        using var host = Start(arguments);

        await host.WaitForExitAsync(Sample.Cancelled);

        Assert.Equal(1, host.ExitCode);
        await SaysAsync(message);
    }

    private Process Start(params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(Program, ["--data", _folder, "--no-first-run", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        process.OutputDataReceived += (_, line) => Write(line.Data);
        process.ErrorDataReceived += (_, line) => Write(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Write(string? line)
    {
        lock (_written)
        {
            _written.AppendLine(line);
        }
    }

    private string Written()
    {
        lock (_written)
        {
            return _written.ToString();
        }
    }

    private async Task SaysAsync(string text)
    {
        while (!Written().Contains(text, StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Sample.Cancelled);
        }
    }
}
