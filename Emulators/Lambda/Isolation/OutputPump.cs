namespace Ensemble.Lambda.Isolation;

/// <summary>
/// Reads what all workers write, on one thread: a blocked read per worker would take a thread each, and reads through the
/// runtime's asynchronous I/O hold bytes for a moment in which nobody can tell whether all has been delivered.
/// </summary>
internal sealed class OutputPump : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<WorkerOutput> _outputs = [];
    private readonly (int Read, int Write) _wake = Native.Pipe();
    private bool _stopped;

    public OutputPump()
    {
        Native.SetNonBlocking(_wake.Read);
        new Thread(Run) { IsBackground = true, Name = "worker output" }.Start();
    }

    public void Add(WorkerOutput output)
    {
        lock (_gate)
        {
            _outputs.Add(output);
        }

        Native.Write(_wake.Write, 1);
    }

    /// <summary>Once this returns, the output is not read any more, and its descriptor can be closed.</summary>
    public void Remove(WorkerOutput output)
    {
        lock (_gate)
        {
            _outputs.Remove(output);
        }
    }

    public void Dispose()
    {
        _stopped = true;
        Native.Write(_wake.Write, 1);
    }

    private void Run()
    {
        Span<byte> wakes = stackalloc byte[64];
        while (!_stopped)
        {
            WorkerOutput[] outputs;
            lock (_gate)
            {
                outputs = [.. _outputs.Where(output => !output.HasEnded)];
            }

            var descriptors = new Native.PollDescriptor[outputs.Length + 1];
            descriptors[0] = new() { Descriptor = _wake.Read, Events = Native.PollIn };
            for (var i = 0; i < outputs.Length; i++)
            {
                descriptors[i + 1] = new() { Descriptor = outputs[i].Descriptor, Events = Native.PollIn };
            }

            Native.Poll(descriptors);
            Native.Read(_wake.Read, wakes);
            for (var i = 0; i < outputs.Length; i++)
            {
                if (descriptors[i + 1].Returned != 0)
                {
                    outputs[i].Deliver();
                }
            }
        }
    }
}
