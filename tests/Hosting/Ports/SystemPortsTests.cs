using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ensemble.Hosting.Ports;
using Ensemble.Testing;

namespace Ensemble.Hosting.Tests.Ports;

public sealed class SystemPortsTests
{
    [Fact]
    public void A_port_at_which_somebody_listens_is_not_free_and_its_holder_is_named()
    {
        var port = LoopbackPort.Free();
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        using var ports = new SystemPorts();

        Assert.False(ports.TryReserve(port));
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Who holds a port is only seen on Linux.");
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"(process {Environment.ProcessId})"), ports.Holder(port), StringComparison.Ordinal);

        listener.Stop();
        Assert.True(ports.TryReserve(port));
    }

    [Fact]
    public void A_port_that_was_given_to_one_host_is_given_to_no_other_before_its_program_listens()
    {
        var port = LoopbackPort.Free();
        using var second = new SystemPorts();
        using (var first = new SystemPorts())
        {
            Assert.True(first.TryReserve(port));
            Assert.False(second.TryReserve(port));
        }

        Assert.True(second.TryReserve(port));
    }

    [Fact]
    public void Of_the_kernels_table_only_sockets_that_listen_at_the_port_count()
    {
        string[] lines =
        [
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
            "   0: 0100007F:2329 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0 100 0 0 10 0",
            "   1: 0100007F:2329 0100007F:CAFE 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0 20 4 30 10 -1",
            "   2: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1 0 100 0 0 10 0",
        ];

        Assert.Equal(["111"], SystemPorts.Sockets(lines, 9001));
    }
}
