using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Ensemble.Lambda.Isolation;

/// <summary>
/// Finds the program that a worker is to run and checks that it can be executed, before anything is started: a shell would
/// otherwise run a file of an unknown format as a script. The messages are AWS's.
/// </summary>
internal static class ProgramFile
{
    private static ReadOnlySpan<byte> Elf => [0x7F, (byte)'E', (byte)'L', (byte)'F'];

    /// <summary>The full path of a program.</summary>
    /// <param name="program">Its name; with a slash it is relative to the folder, without it may be in the search path.</param>
    /// <param name="directory">The folder of the function's code.</param>
    /// <param name="searchPath">The worker's <c>PATH</c>.</param>
    /// <exception cref="InvalidEntrypointException">There is none, or it cannot be executed.</exception>
    public static string Find(string program, string directory, string? searchPath)
    {
        var own = Path.GetFullPath(Path.Combine(directory, program));
        if (File.Exists(own) || Directory.Exists(own) || program.AsSpan().ContainsAny('/', Path.DirectorySeparatorChar))
        {
            return Check(own);
        }

        foreach (var folder in (searchPath ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            var path = Path.Combine(folder, program);
            if (File.Exists(path))
            {
                return Check(path);
            }

            if (OperatingSystem.IsWindows() && File.Exists(path + ".exe"))
            {
                return path + ".exe";
            }
        }

        throw Missing(own);
    }

    private static string Check(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.Exists(path) ? path : File.Exists(path + ".exe") ? path + ".exe" : throw Missing(path);
        }

        if (Directory.Exists(path))
        {
            throw Unusable(path, "permission denied");
        }

        if (!File.Exists(path))
        {
            throw Missing(path);
        }

        const UnixFileMode executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if ((File.GetUnixFileMode(path) & executable) == 0)
        {
            throw Unusable(path, "permission denied");
        }

        CheckFormat(path);
        return path;
    }

    private static void CheckFormat(string path)
    {
        Span<byte> start = stackalloc byte[256];
        int length;
        try
        {
            using var file = File.OpenHandle(path);
            length = RandomAccess.Read(file, start, 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, "permission denied");
        }

        start = start[..length];
        if (start.StartsWith("#!"u8))
        {
            CheckInterpreter(path, start[2..]);
        }
        else if (OperatingSystem.IsLinux() ? !IsElfOfThisMachine(start) : length < 4)
        {
            throw Unusable(path, "exec format error");
        }
    }

    private static void CheckInterpreter(string path, ReadOnlySpan<byte> line)
    {
        var end = line.IndexOf((byte)'\n');
        var text = Encoding.UTF8.GetString(end < 0 ? line : line[..end]).Trim(' ', '\t', '\r');
        var interpreter = text.Split(' ', '\t')[0];
        if (interpreter.Length == 0)
        {
            throw Unusable(path, "exec format error");
        }

        if (!File.Exists(interpreter))
        {
            throw Unusable(path, "no such file or directory");
        }
    }

    private static bool IsElfOfThisMachine(ReadOnlySpan<byte> start)
    {
        if (start.Length < 20 || !start.StartsWith(Elf))
        {
            return false;
        }

        var machine = start[5] == 2 ? BinaryPrimitives.ReadUInt16BigEndian(start[18..]) : BinaryPrimitives.ReadUInt16LittleEndian(start[18..]);
        return RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => machine is 62 or 3,
            Architecture.Arm64 => machine is 183 or 40,
            _ => true,
        };
    }

    private static InvalidEntrypointException Missing(string path) => new($"Couldn't find valid bootstrap(s): [{path}]");

    private static InvalidEntrypointException Unusable(string path, string reason) => new($"fork/exec {path}: {reason}");
}
