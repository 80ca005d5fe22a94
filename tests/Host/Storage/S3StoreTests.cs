using System.Diagnostics;
using Ensemble.Functions.Runtime;
using Ensemble.Functions.Storage;
using Ensemble.Testing;

namespace Ensemble.Host.Tests.Storage;

/// <summary>The object store over S3's own protocol, against a server that others wrote.</summary>
public sealed class S3StoreTests : IAsyncLifetime
{
    private Process? _server;
    private FunctionSettings _settings = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var port = LoopbackPort.Free();
        try
        {
            _server = Process.Start(new ProcessStartInfo("moto_server", ["-p", $"{port}"]) { RedirectStandardError = true, RedirectStandardOutput = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("moto_server, which stands for S3 here, is not installed.");
        }

        var address = $"http://127.0.0.1:{port}";
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "local");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "local");
        _settings = new(name => name switch { "AWS_ENDPOINT_URL_S3" => address, "AWS_REGION" => "us-east-1", _ => null });
        using var client = new HttpClient();
        while (true)
        {
            try
            {
                using var made = await client.PutAsync($"{address}/bucket", null, Cancelled);
                made.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException) when (!_server!.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancelled);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            _server.Kill(entireProcessTree: true);
            await _server.WaitForExitAsync(CancellationToken.None);
            _server.Dispose();
        }
    }

    [Fact]
    public async Task What_is_written_is_read_again()
    {
        using var stores = new ObjectStores(_settings);
        var address = ObjectStores.Below(ObjectStores.Parse("s3://bucket/some/prefix"), "a b.f32");
        var content = new byte[100_000];
        new Random(1).NextBytes(content);

        await stores.WriteAsync(address, content, Cancelled);

        Assert.Equal(content, await stores.ReadAsync(address, 1_000_000, Cancelled));
        Assert.Contains("at most 99 are read", (await Assert.ThrowsAsync<FunctionException>(() => stores.ReadAsync(address, 99, Cancelled))).Message, StringComparison.Ordinal);
        Assert.Contains("NoSuchKey", (await Assert.ThrowsAsync<FunctionException>(() => stores.ReadAsync(ObjectStores.Parse("s3://bucket/none"), 99, Cancelled))).Message, StringComparison.Ordinal);
    }
}
