using System.IO.Compression;
using System.Security.Cryptography;

namespace Ensemble.Lambda.Functions;

/// <summary>
/// Unpacks a function's zip: whole or not at all, nothing outside its folder, and never more than a function's code may have,
/// whatever the zip says of itself.
/// </summary>
public static class CodePackage
{
    /// <summary>The most bytes of a zip.</summary>
    public const int LargestZip = 50 * 1024 * 1024;

    /// <summary>The most bytes of what is in it.</summary>
    public const long LargestContent = 262_144_000;

    private const int MostEntries = 65_536;
    private const int SymbolicLink = 0xA000;
    private const int FileType = 0xF000;

    /// <summary>Unpacks a zip into a new folder.</summary>
    /// <param name="zip">The zip.</param>
    /// <param name="folder">The folder, which must not exist yet.</param>
    /// <exception cref="LambdaServiceException">It is no zip, too large, or holds a name that leaves the folder; nothing was written.</exception>
    public static FunctionCode Extract(byte[] zip, string folder)
    {
        if (zip.Length > LargestZip)
        {
            throw LambdaServiceException.InvalidParameter($"Zipped size must be smaller than {LargestZip} bytes");
        }

        folder = Path.GetFullPath(folder);
        var temporary = folder + ".part";
        try
        {
            Directory.CreateDirectory(temporary);
            using var archive = new ZipArchive(new MemoryStream(zip, writable: false), ZipArchiveMode.Read);
            if (archive.Entries.Count is 0 or > MostEntries)
            {
                throw Broken();
            }

            var left = LargestContent;
            foreach (var entry in archive.Entries)
            {
                left -= Extract(entry, temporary, left);
            }

            Directory.Move(temporary, folder);
            return new(folder, Convert.ToBase64String(SHA256.HashData(zip)), zip.Length);
        }
        catch (Exception exception) when (exception is InvalidDataException or NotSupportedException or ArgumentException or IOException or OverflowException)
        {
            throw Broken();
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    /// <summary>Unpacks one entry and returns how many bytes it has.</summary>
    private static long Extract(ZipArchiveEntry entry, string folder, long left)
    {
        // Windows tools write backslashes; no entry of an honest package has one that is part of a name.
        var name = entry.FullName.Replace('\\', '/');
        var path = Path.GetFullPath(Path.Combine(folder, name));
        if (Path.IsPathRooted(name) || name.Contains(':', StringComparison.Ordinal) || name.Split('/').Contains("..")
            || !path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw LambdaServiceException.InvalidParameter(
                $"Could not unzip uploaded file. The entry '{entry.FullName}' is not inside the package: leave absolute paths and '..' out.");
        }

        if (((entry.ExternalAttributes >> 16) & FileType) == SymbolicLink)
        {
            throw LambdaServiceException.InvalidParameter(
                $"Could not unzip uploaded file. The entry '{entry.FullName}' is a symbolic link: put the file itself into the package.");
        }

        if (name.EndsWith('/'))
        {
            Directory.CreateDirectory(path);
            return 0;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var source = entry.Open())
        using (var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
        {
            Copy(source, target, left);
        }

        SetMode(entry, path);
        return new FileInfo(path).Length;
    }

    private static void Copy(Stream source, FileStream target, long left)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = source.Read(buffer)) > 0)
        {
            left -= read;
            if (left < 0)
            {
                throw LambdaServiceException.InvalidParameter($"Unzipped size must be smaller than {LargestContent} bytes");
            }

            target.Write(buffer, 0, read);
        }
    }

    private static void SetMode(ZipArchiveEntry entry, string path)
    {
        var mode = (UnixFileMode)((entry.ExternalAttributes >> 16) & 0x1FF);
        if (!OperatingSystem.IsWindows() && mode != UnixFileMode.None)
        {
            File.SetUnixFileMode(path, mode | UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private static LambdaServiceException Broken() =>
        LambdaServiceException.InvalidParameter("Could not unzip uploaded file. Please check your file, then try to upload again.");
}
