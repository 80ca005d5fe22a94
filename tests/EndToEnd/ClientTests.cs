using System.IO.Compression;

namespace Ensemble.EndToEnd.Tests;

/// <summary>Clients that were written for AWS, unchanged.</summary>
public sealed class ClientTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clients-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Boto3_finds_what_it_expects()
    {
        await Tool.RequireAsync("Python's boto3 is not installed.", "python3", "-c", "import boto3");
        await using var emulator = await EmulatorBench.StartAsync();

        var (code, output) = await Tool.RunAsync("python3", EmulatorBench.Folder("Clients/boto3_scenario.py"), emulator.Address, Package());

        Assert.True(code == 0 && output.EndsWith("done\n", StringComparison.Ordinal), output);
    }

    [Fact]
    public async Task The_AWS_command_line_finds_what_it_expects()
    {
        await Tool.RequireAsync("The AWS command line is not installed.", "aws", "--version");
        await Tool.RequireAsync("Python 3 is not installed.", "python3", "-c", "pass");
        await using var emulator = await EmulatorBench.StartAsync();

        var (code, output) = await Tool.RunAsync("bash", EmulatorBench.Folder("Clients/cli_scenario.sh"), emulator.Address, Package(), _folder);

        Assert.True(code == 0, output);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("Active", lines[0]);
        Assert.StartsWith("START RequestId: ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("REPORT RequestId: ", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("""{"event": {"x": 1}""", lines[3], StringComparison.Ordinal);
        Assert.Equal(["1", "arn:aws:lambda:us-east-1:000000000000:function:c:live", "1", "3", "c", "ResourceNotFoundException"], lines[4..]);
    }

    private string Package()
    {
        var path = Path.Combine(_folder, "function.zip");
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        var entry = archive.CreateEntryFromFile(EmulatorBench.Folder("Workers/worker.py"), "bootstrap");
        entry.ExternalAttributes = 0b111_101_101 << 16;
        return path;
    }
}
