using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

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
        var (lambda, stepFunctions) = (FreePort(), FreePort());
        using var host = Start("--lambda-port", lambda, "--stepfunctions-port", stepFunctions);

        await SaysAsync("All are healthy");
        Assert.Contains($"http://127.0.0.1:{lambda}", Written(), StringComparison.Ordinal);
        using var client = new HttpClient();
        Assert.Contains("Healthy", await client.GetStringAsync($"http://127.0.0.1:{stepFunctions}/health", Sample.Cancelled), StringComparison.Ordinal);
        var children = Descendants(host.Id);
        Assert.True(children.Count >= 2);

        await KillAsync(signal, host.Id);
        await host.WaitForExitAsync(Sample.Cancelled);

        Assert.Equal(code, host.ExitCode);
        await GoneAsync(children);
    }

    [Fact]
    public async Task Nothing_is_left_when_it_is_killed()
    {
        using var host = Start("--lambda-port", FreePort(), "--stepfunctions-port", FreePort());
        await SaysAsync("All are healthy");
        var children = Descendants(host.Id);
        Assert.True(children.Count >= 2);

        await KillAsync("KILL", host.Id);

        await GoneAsync(children);
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

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return string.Create(CultureInfo.InvariantCulture, $"{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    private static async Task KillAsync(string signal, int id)
    {
        using var kill = System.Diagnostics.Process.Start("kill", ["-s", signal, id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Sample.Cancelled);
    }

    // All of them are gone, or are nobody's and only wait to be taken note of.
    private static async Task GoneAsync(IEnumerable<int> processes)
    {
        foreach (var id in processes)
        {
            while (Stat(id) is { State: not "Z" })
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Sample.Cancelled);
            }
        }
    }

    private static List<int> Descendants(int id)
    {
        var children = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .Where(process => Stat(process)?.Parent == id).ToList();
        return [.. children, .. children.SelectMany(Descendants)];
    }

    private static (string State, int Parent)? Stat(int id)
    {
        try
        {
            // The name, in parentheses, may hold anything.
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[0], int.Parse(fields[1], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
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
