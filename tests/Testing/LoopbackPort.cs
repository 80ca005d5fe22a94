using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Ensemble.Testing;

/// <summary>Ports of this machine. Compiled into the tests that must know one before its server does.</summary>
internal static class LoopbackPort
{
    // Below the ports that a host of this project, or the system itself for any connection, would choose by itself at any moment.
    private const int First = 13_000;
    private const int Last = 18_999;

    private static readonly string Folder = Path.Combine(Path.GetTempPath(), $"ensemble-test-ports-{Environment.UserName}");
    private static readonly Lock Gate = new();

    // Other tests that run at the same time are told by locked files, which the system unlocks when this process ends.
    private static readonly List<FileStream> Taken = [];
    private static int _next = First + (Environment.ProcessId * 7 % (Last - First));

    /// <summary>One that nobody listens on and that is given to no other test while this process runs.</summary>
    public static int Free()
    {
        lock (Gate)
        {
            Directory.CreateDirectory(Folder);
            for (var tried = First; tried <= Last; tried++)
            {
                _next = _next == Last ? First : _next + 1;
                if (TryTake(_next))
                {
                    return _next;
                }
            }
        }

        throw new InvalidOperationException($"All ports from {First} to {Last} are taken.");
    }

    private static bool TryTake(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            Taken.Add(new(Path.Combine(Folder, port.ToString(CultureInfo.InvariantCulture)), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            return true;
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }
}
