using System.Net;
using System.Net.Sockets;

namespace Ensemble.StepFunctions.Server.Tests;

public sealed class ServerProcessTests
{
    [Fact]
    public async Task A_port_that_is_in_use_is_told_at_once()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

        var (code, _, error) = await ServerProcess.RunAsync("--urls", url);

        Assert.Equal((1, $"{url} is in use by another program. Stop it, or choose another port with --urls."), (code, error.Trim()));
    }

    [Theory]
    [InlineData("--lambda-endpoint", "nowhere", "--lambda-endpoint must be an address such as http://127.0.0.1:9001, not 'nowhere'.")]
    [InlineData("--objects", "no/such/folder", "of --objects does not exist.")]
    [InlineData("--latency", "slow", "Argument 'slow' not recognized.")]
    public async Task A_wrong_option_is_explained_and_nothing_starts(string option, string value, string expected)
    {
        var (code, _, error) = await ServerProcess.RunAsync("--urls", "http://127.0.0.1:0", option, value);

        Assert.Equal(1, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_tells_the_options()
    {
        var (code, output, _) = await ServerProcess.RunAsync("--help");

        Assert.Equal(0, code);
        Assert.All((string[])["--urls", "--lambda-endpoint", "--s3-endpoint", "--objects", "--data", "--latency", "--seed"], option => Assert.Contains(option, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_healthy_while_it_runs()
    {
        using var server = await ServerProcess.StartAsync();
        using var client = new HttpClient { BaseAddress = server.Address };

        Assert.Equal("""{"status":"Healthy"}""", await client.GetStringAsync("/health", TestContext.Current.CancellationToken));
    }
}
