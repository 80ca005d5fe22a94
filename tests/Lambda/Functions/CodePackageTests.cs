using System.IO.Compression;
using Ensemble.Lambda.Functions;

namespace Ensemble.Lambda.Tests.Functions;

public sealed class CodePackageTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("code-").FullName;

    private string Folder => Path.Combine(_root, "function");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_package_is_unpacked_with_its_folders_and_its_executable_bits()
    {
        var code = CodePackage.Extract(Zip(("bootstrap", "#!/bin/sh\n", 0b111_101_101), ("lib/data.txt", "x", 0b110_100_100)), Folder);

        Assert.Equal(Folder, code.Directory);
        Assert.Equal("x", File.ReadAllText(Path.Combine(Folder, "lib", "data.txt")));
        if (!OperatingSystem.IsWindows())
        {
            Assert.True(File.GetUnixFileMode(Path.Combine(Folder, "bootstrap")).HasFlag(UnixFileMode.UserExecute));
        }
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/../../evil")]
    [InlineData("..\\evil")]
    [InlineData("/evil")]
    [InlineData("C:/evil")]
    public void An_entry_that_leaves_the_folder_is_refused_and_nothing_is_written(string name)
    {
        var exception = Assert.Throws<LambdaServiceException>(() => CodePackage.Extract(Zip(("good", "x", 0), (name, "x", 0)), Folder));

        Assert.Contains("is not inside the package", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_root));
        Assert.False(File.Exists(Path.Combine(Path.GetDirectoryName(_root)!, "evil")));
    }

    [Fact]
    public void A_symbolic_link_is_refused() => Assert.Contains(
        "is a symbolic link",
        Assert.Throws<LambdaServiceException>(() => CodePackage.Extract(Zip(("link", "/etc/passwd", 0xA1FF)), Folder)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_package_that_explodes_in_size_is_refused_whatever_it_says_of_itself()
    {
        using var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("zeros").Open();
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 260; i++)
            {
                entry.Write(zeros);
            }
        }

        var exception = Assert.Throws<LambdaServiceException>(() => CodePackage.Extract(buffer.ToArray(), Folder));

        Assert.Equal("Unzipped size must be smaller than 262144000 bytes", exception.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_root));
    }

    [Fact]
    public void What_is_no_zip_is_refused()
    {
        foreach (var bytes in new byte[][] { [], [1, 2, 3], Zip(("a", "b", 0))[..20] })
        {
            var exception = Assert.Throws<LambdaServiceException>(() => CodePackage.Extract(bytes, Folder));
            Assert.Equal("Could not unzip uploaded file. Please check your file, then try to upload again.", exception.Message);
        }
    }

    private static byte[] Zip(params (string Name, string Content, int Mode)[] entries)
    {
        using var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content, mode) in entries)
            {
                var entry = archive.CreateEntry(name);
                entry.ExternalAttributes = mode << 16;
                using var stream = new StreamWriter(entry.Open());
                stream.Write(content);
            }
        }

        return buffer.ToArray();
    }
}
