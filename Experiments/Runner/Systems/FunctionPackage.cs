using System.IO.Compression;
using System.Security.Cryptography;
using Ensemble.Models;

namespace Ensemble.Runner.Systems;

/// <summary>The code of the functions as Lambda takes it: a zip of a folder with a <c>bootstrap</c>.</summary>
/// <param name="Zip">The zip; the same files make the same bytes.</param>
public sealed record FunctionPackage(byte[] Zip)
{
    /// <summary>Its hash as Lambda tells it.</summary>
    public string CodeSha256 { get; } = Convert.ToBase64String(SHA256.HashData(Zip));

    /// <summary>The bytes that Lambda takes directly (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).</summary>
    public const int MaxBytes = 50 * 1024 * 1024;

    private const string Bootstrap = "bootstrap";
    private const string RuntimeConfiguration = "bootstrap.runtimeconfig.json";
    private const string OwnRuntime = "\"includedFrameworks\"";
    private const string Publish = "Publish them with: dotnet publish Functions/Host -r linux-x64 -p:PublishProfile=ReadyToRun";
    private const int Executable = 0b111_101_101 << 16;
    private const int RegularFile = 0x8000 << 16;

    // What a development build has besides: symbols, documentation, and the libraries of other systems.
    private static readonly string[] Left = [".pdb", ".xml", ".dylib", ".lib"];
    private static readonly DateTimeOffset Time = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Packs a folder.</summary>
    /// <exception cref="EnsembleException">It holds no functions, or too much.</exception>
    public static FunctionPackage OfFolder(string folder)
    {
        if (!File.Exists(Path.Combine(folder, Bootstrap)))
        {
            throw new EnsembleException($"{folder} holds no functions: '{Bootstrap}' is missing. Build them with: dotnet build Functions/Host");
        }

        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, path) in Files(folder))
            {
                var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
                entry.LastWriteTime = Time;
                entry.ExternalAttributes = RegularFile | Executable;
                using var content = entry.Open();
                using var file = File.OpenRead(path);
                file.CopyTo(content);
            }
        }

        return buffer.Length <= MaxBytes
            ? new(buffer.ToArray())
            : throw new EnsembleException($"The functions in {folder} make a zip of {buffer.Length:#,0} bytes; Lambda takes {MaxBytes:#,0}. {Publish}");
    }

    /// <summary>Packs a folder for AWS, whose machines have no .NET runtime.</summary>
    /// <exception cref="EnsembleException">It holds no functions, too much, or functions without a runtime of their own.</exception>
    public static FunctionPackage ForAws(string folder)
    {
        if (!File.Exists(Path.Combine(folder, Bootstrap)))
        {
            throw new EnsembleException($"{folder} holds no functions for AWS. {Publish}");
        }

        var configuration = Path.Combine(folder, RuntimeConfiguration);
        return !File.Exists(configuration) || File.ReadAllText(configuration).Contains(OwnRuntime, StringComparison.Ordinal)
            ? OfFolder(folder)
            : throw new EnsembleException($"The functions in {folder} need a .NET runtime, which Lambda's machines have not. {Publish}");
    }

    private static IEnumerable<(string Name, string Path)> Files(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(path => !Left.Contains(Path.GetExtension(path)) && !IsOfAnotherSystem(path))
        .Select(path => (Name: Path.GetRelativePath(folder, path).Replace('\\', '/'), path))
        .OrderBy(file => file.Name, StringComparer.Ordinal);

    private static bool IsOfAnotherSystem(string path) => Path.GetFileName(path).StartsWith("onnxruntime", StringComparison.Ordinal) && Path.GetExtension(path) == ".dll";
}
