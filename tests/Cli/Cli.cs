namespace Ensemble.Cli.Tests;

/// <summary>Runs the command in a data folder of its own, as a user would, and keeps what it wrote.</summary>
internal sealed class Cli : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("ensemble-cli-").FullName;

    public string Data => Path.Combine(Folder, "data");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Runs a command line; words are separated by single spaces, <c>{data}</c> and <c>{folder}</c> are filled in.</summary>
    public async Task<Result> RunAsync(string commandLine)
    {
        var words = commandLine.Split(' ')
            .Select(word => word.Replace("{data}", Data, StringComparison.Ordinal).Replace("{folder}", Folder, StringComparison.Ordinal));
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await EnsembleCommand.RunAsync([.. words], new(output, error, IsInteractive: false));
        return new(exitCode, output.ToString(), error.ToString());
    }

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public sealed record Result(int ExitCode, string Output, string Error);
}
