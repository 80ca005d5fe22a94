namespace Ensemble.Hosting.Ports;

/// <summary>The TCP ports of this machine.</summary>
internal interface IPorts
{
    /// <summary>Keeps a port that nobody listens at from other hosts that start meanwhile; false: it is taken.</summary>
    bool TryReserve(int port);

    /// <summary>Which program listens at a port, e.g. <c>nginx (process 12)</c>; null: that cannot be seen.</summary>
    string? Holder(int port);
}
