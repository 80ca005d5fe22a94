namespace Ensemble.Hosting.Ports;

/// <summary>The TCP ports of this machine.</summary>
internal interface IPorts
{
    /// <summary>Whether a program could listen at a port now.</summary>
    bool IsFree(int port);

    /// <summary>Which program listens at a port, e.g. <c>nginx (process 12)</c>; null: that cannot be seen.</summary>
    string? Holder(int port);
}
