namespace Ensemble.Lambda.Isolation;

/// <summary>What one worker writes: a pipe that is read without waiting, by whoever comes first.</summary>
internal sealed class WorkerOutput
{
    private readonly Lock _gate = new();
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly Action<ReadOnlyMemory<byte>> _onOutput;
    private bool _closed;

    public WorkerOutput(int descriptor, Action<ReadOnlyMemory<byte>> onOutput)
    {
        Descriptor = descriptor;
        _onOutput = onOutput;
        Native.SetNonBlocking(descriptor);
    }

    public int Descriptor { get; }

    /// <summary>Whether nobody holds the other end any more.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Delivers all that has been written up to now.</summary>
    public void Deliver()
    {
        lock (_gate)
        {
            int read;
            while (!_closed && (read = Native.Read(Descriptor, _buffer)) >= 0)
            {
                if (read == 0)
                {
                    HasEnded = true;
                    return;
                }

                _onOutput(_buffer.AsMemory(0, read));
            }
        }
    }

    /// <summary>Delivers the rest and reads no more: the descriptor may be closed.</summary>
    public void Close()
    {
        Deliver();
        lock (_gate)
        {
            _closed = true;
        }
    }
}
