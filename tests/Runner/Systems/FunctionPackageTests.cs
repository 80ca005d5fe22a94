using System.IO.Compression;
using Ensemble.Models;
using Ensemble.Runner.Systems;

namespace Ensemble.Runner.Tests.Systems;

/// <summary>The code of functions as it is sent to Lambda.</summary>
public sealed class FunctionPackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("package-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_is_packed_without_what_only_developers_need()
    {
        Write("bootstrap", "b");
        Write("bootstrap.pdb", "p");
        Write("bootstrap.xml", "x");
        Write("onnxruntime.dll", "w");
        Write("models/m.onnx", "m");

        using var zip = new ZipArchive(new MemoryStream(FunctionPackage.OfFolder(_folder).Zip));

        Assert.Equal(["bootstrap", "models/m.onnx"], zip.Entries.Select(entry => entry.FullName));
        Assert.All(zip.Entries, entry => Assert.Equal(0b111_101_101, (entry.ExternalAttributes >> 16) & 0b111_111_111));
    }

    [Fact]
    public void The_same_files_make_the_same_bytes_whenever_they_were_written()
    {
        Write("bootstrap", "b");
        var first = FunctionPackage.OfFolder(_folder).Zip;
        File.SetLastWriteTimeUtc(Path.Combine(_folder, "bootstrap"), DateTime.UnixEpoch);

        Assert.Equal(first, FunctionPackage.OfFolder(_folder).Zip);
    }

    [Fact]
    public void A_folder_without_functions_is_an_error_that_says_how_to_build_them() =>
        Assert.Contains("dotnet build Functions/Host", Assert.Throws<EnsembleException>(() => FunctionPackage.OfFolder(_folder)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData("""{ "runtimeOptions": { "includedFrameworks": [ { "name": "Microsoft.NETCore.App" } ] } }""")]
    public void What_needs_no_runtime_or_brings_it_along_is_packed_for_AWS(string? configuration)
    {
        Write("bootstrap", "b");
        if (configuration is not null)
        {
            Write("bootstrap.runtimeconfig.json", configuration);
        }

        Assert.Equal(FunctionPackage.OfFolder(_folder).CodeSha256, FunctionPackage.ForAws(_folder).CodeSha256);
    }

    [Fact]
    public void What_needs_a_runtime_is_not_packed_for_AWS_and_says_how_to_publish_it()
    {
        Write("bootstrap", "b");
        Write("bootstrap.runtimeconfig.json", """{ "runtimeOptions": { "framework": { "name": "Microsoft.NETCore.App" } } }""");

        var refusal = Assert.Throws<EnsembleException>(() => FunctionPackage.ForAws(_folder)).Message;

        Assert.Contains("need a .NET runtime", refusal, StringComparison.Ordinal);
        Assert.Contains("dotnet publish Functions/Host -r linux-x64 -p:PublishProfile=ReadyToRun", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_functions_for_AWS_is_an_error_that_says_how_to_publish_them() =>
        Assert.Contains("dotnet publish Functions/Host", Assert.Throws<EnsembleException>(() => FunctionPackage.ForAws(_folder)).Message, StringComparison.Ordinal);

    private void Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
