using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Ensemble.Benchmarks;

/// <summary>A server in a process of its own, on a free port; ended with this object.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, Uri address)
    {
        _process = process;
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan })
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public HttpClient Client { get; }

    public int Id => _process.Id;

    /// <summary>The minimal server.</summary>
    public static Task<ServerProcess> BareAsync()
    {
        var program = Environment.ProcessPath!;
        return StartAsync(program, address => [BareServer.Command, address.OriginalString]);
    }

    /// <summary>The emulator of Lambda with some functions.</summary>
    public static async Task<ServerProcess> LambdaAsync(string functions)
    {
        using var folder = new BenchmarkFolder();
        var file = Path.Combine(folder.Path, "functions.json");
        await File.WriteAllTextAsync(file, functions);
        return await StartAsync(Programs.LambdaEmulator, address => ["--urls", address.OriginalString, "--functions", file]);
    }

    /// <summary>Invokes a function and returns its answer.</summary>
    public async Task<byte[]> InvokeAsync(string function, ReadOnlyMemory<byte> payload)
    {
        using var content = new ReadOnlyMemoryContent(payload);
        using var response = await Client.PostAsync(InvokePath(function), content);
        return await response.Content.ReadAsByteArrayAsync();
    }

    public static string InvokePath(string function) => $"/2015-03-31/functions/{function}/invocations";

    /// <summary>The memory that it holds.</summary>
    public double Megabytes()
    {
        _process.Refresh();
        return _process.WorkingSet64 / 1048576.0;
    }

    /// <summary>The most memory that it held at any time.</summary>
    public double PeakMegabytes()
    {
        _process.Refresh();
        return _process.PeakWorkingSet64 / 1048576.0;
    }

    public Task<string> GetAsync(string path) => Client.GetStringAsync(path);

    public void Dispose()
    {
        Client.Dispose();
        using (var kill = Process.Start("kill", [_process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>Starts a program and waits until it answers.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments, with the address that it has to listen at.</param>
    /// <param name="health">A path that has an answer as soon as it is ready.</param>
    /// <param name="hidesErrors">Whether what it writes to the standard error is of no interest.</param>
    public static async Task<ServerProcess> StartAsync(string program, Func<Uri, IReadOnlyList<string>> arguments, string health = "/health", bool hidesErrors = false)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}");
        probe.Stop();
        var process = Process.Start(new ProcessStartInfo(program, arguments(address)) { RedirectStandardOutput = true, RedirectStandardError = hidesErrors })!;
        process.BeginOutputReadLine();
        if (hidesErrors)
        {
            process.BeginErrorReadLine();
        }

        var server = new ServerProcess(process, address);
        while (true)
        {
            try
            {
                using var answer = await server.Client.GetAsync(health);
                return server;
            }
            catch (HttpRequestException) when (!server._process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }
}
