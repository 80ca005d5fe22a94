using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Ensemble.Hosting.Ports;

/// <summary>The TCP ports of this machine.</summary>
internal sealed class SystemPorts : IPorts, IDisposable
{
    private const string Listening = "0A";
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), $"ensemble-ports-{Environment.UserName}");

    // From here on until its program listens a port is only kept by a file that is locked; the system unlocks those of a host that was killed.
    private readonly List<FileStream> _locks = [];

    public bool TryReserve(int port)
    {
        if (!IsFree(port))
        {
            return false;
        }

        try
        {
            Directory.CreateDirectory(Folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Where nothing can be written, a port is had by who listens first.
            return true;
        }

        try
        {
            _locks.Add(new(Path.Combine(Folder, port.ToString(CultureInfo.InvariantCulture)), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Dispose() => _locks.ForEach(file => file.Dispose());

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public string? Holder(int port)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var sockets = Tables
            .Where(File.Exists)
            .SelectMany(file => Sockets(File.ReadLines(file), port))
            .Select(inode => $"socket:[{inode}]")
            .ToHashSet(StringComparer.Ordinal);
        return sockets.Count == 0
            ? null
            : Directory.EnumerateDirectories("/proc")
                .Where(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _) && Holds(folder, sockets))
                .Select(folder => $"{Name(folder)} (process {Path.GetFileName(folder)})")
                .FirstOrDefault();
    }

    /// <summary>The inodes of the sockets that listen at a port, from lines of <c>/proc/net/tcp</c>.</summary>
    internal static IEnumerable<string> Sockets(IEnumerable<string> lines, int port)
    {
        var ending = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        return lines
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields is [_, var local, _, Listening, ..] && fields.Length > 9 && local.EndsWith(ending, StringComparison.Ordinal))
            .Select(fields => fields[9]);
    }

    // Processes of others may not be looked into, and any may end meanwhile.
    private static bool Holds(string folder, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(folder, "fd"))
                .Any(file => new FileInfo(file).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Name(string folder)
    {
        try
        {
            // The first argument is whole, where the kernel's name of the process has 15 characters.
            var program = File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0')[0];
            return Path.GetFileName(program) is { Length: > 0 } name ? name : File.ReadAllText(Path.Combine(folder, "comm")).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "a program";
        }
    }
}
