using System.Net;
using System.Net.Sockets;

namespace Ensemble.Testing;

/// <summary>Ports of this machine. Compiled into the tests that must know one before its server does.</summary>
internal static class LoopbackPort
{
    /// <summary>One that nobody listened on a moment ago.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
