using System.Diagnostics;
using System.IO.Pipes;

namespace Ensemble.Lambda.Isolation;

/// <summary>A worker process of this machine.</summary>
internal sealed class WorkerProcess : IWorkerProcess
{
    private readonly Process _process;
    private readonly WorkerOutput? _output;
    private readonly OutputPump? _pump;

    /// <param name="process">The process, its standard output redirected; standard error too where there is no pump.</param>
    /// <param name="start">How it was started.</param>
    /// <param name="pump">Reads its output; null: this platform reads streams instead.</param>
    /// <param name="outOfMemory">Whether the memory limit was reached since the start.</param>
    public WorkerProcess(Process process, WorkerStart start, OutputPump? pump, Func<bool> outOfMemory)
    {
        _process = process;
        _pump = pump;
        Id = process.Id;
        if (pump is not null)
        {
            var pipe = (AnonymousPipeClientStream)process.StandardOutput.BaseStream;
            _output = new((int)pipe.SafePipeHandle.DangerousGetHandle(), start.OnOutput);
            pump.Add(_output);
        }

        Exited = WaitAsync(outOfMemory, pump is null ? ReadStreamsAsync(start.OnOutput) : Task.CompletedTask);
    }

    public int Id { get; }

    public Task<WorkerExit> Exited { get; }

    /// <summary>Whether the process has ended; its output may still be on its way.</summary>
    public bool HasEnded { get; private set; }

    public ValueTask DrainOutputAsync(CancellationToken cancellationToken)
    {
        _output?.Deliver();
        return ValueTask.CompletedTask;
    }

    private async Task<WorkerExit> WaitAsync(Func<bool> outOfMemory, Task streams)
    {
        await _process.WaitForExitAsync();
        HasEnded = true;
        await streams;
        if (_output is not null)
        {
            // All it wrote is in the pipe. Children that it left may hold the other end; what they write later is lost.
            _output.Close();
            _pump!.Remove(_output);
        }

        var code = _process.ExitCode;
        _process.Dispose();
        return new(code, OperatingSystem.IsWindows() ? null : Signals.OfExitCode(code), outOfMemory());
    }

    private async Task ReadStreamsAsync(Action<ReadOnlyMemory<byte>> onOutput)
    {
        var gate = new Lock();
        async Task ReadAsync(Stream stream)
        {
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = await stream.ReadAsync(buffer)) > 0)
            {
                lock (gate)
                {
                    onOutput(buffer.AsMemory(0, read));
                }
            }
        }

        await Task.WhenAll(ReadAsync(_process.StandardOutput.BaseStream), ReadAsync(_process.StandardError.BaseStream));
    }
}
