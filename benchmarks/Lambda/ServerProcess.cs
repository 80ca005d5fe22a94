using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Ensemble.Benchmarks.Lambda;

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
        return StartAsync(program, url => [BareServer.Command, url]);
    }

    /// <summary>The emulator with some functions.</summary>
    public static async Task<ServerProcess> EmulatorAsync(string functions)
    {
        using var folder = new BenchmarkFolder();
        var file = Path.Combine(folder.Path, "functions.json");
        await File.WriteAllTextAsync(file, functions);
        return await StartAsync(Programs.Emulator, url => ["--urls", url, "--functions", file]);
    }

    /// <summary>Invokes a function and returns its answer.</summary>
    public async Task<byte[]> InvokeAsync(string function, ReadOnlyMemory<byte> payload)
    {
        using var content = new ReadOnlyMemoryContent(payload);
        using var response = await Client.PostAsync(InvokePath(function), content);
        return await response.Content.ReadAsByteArrayAsync();
    }

    public static string InvokePath(string function) => $"/2015-03-31/functions/{function}/invocations";

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

    private static async Task<ServerProcess> StartAsync(string program, Func<string, IReadOnlyList<string>> arguments)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        probe.Stop();
        var server = new ServerProcess(Process.Start(new ProcessStartInfo(program, arguments(url)) { RedirectStandardOutput = true })!, new Uri(url));
        while (true)
        {
            try
            {
                using var answer = await server.Client.GetAsync("/health");
                if (answer.IsSuccessStatusCode)
                {
                    return server;
                }
            }
            catch (HttpRequestException) when (!server._process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }
}
