using System.Text.Json;

namespace Ensemble.Cli.Tests;

public sealed class DataSetsCommandTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task List_names_every_data_set()
    {
        var result = await _cli.RunAsync("datasets list --json");
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(["shapes", "imagenet", "folder"], json.RootElement.EnumerateArray().Select(row => row.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Render_writes_a_png_and_says_where()
    {
        var result = await _cli.RunAsync("datasets render shapes --count 4 --output {folder}/sheet.png");

        Assert.True(result.ExitCode == 0, result.Error);
        var file = result.Output.Trim();
        Assert.Equal(Path.Combine(_cli.Folder, "sheet.png"), file);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(file)[..4]);
    }

    [Theory]
    [InlineData("datasets render shapes --count 0 --output {folder}/sheet.png")]
    [InlineData("datasets render nothing --output {folder}/sheet.png")]
    [InlineData("datasets render shapes:x --output {folder}/sheet.png")]
    [InlineData("datasets render folder:{folder}/none --output {folder}/sheet.png")]
    [InlineData("datasets render imagenet:{folder} --output {folder}/sheet.png")]
    public async Task A_mistake_is_one_sentence_and_writes_nothing(string commandLine)
    {
        var result = await _cli.RunAsync(commandLine);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_cli.Folder));
    }
}
