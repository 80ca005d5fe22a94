using System.Diagnostics;
using Ensemble.Hosting.Running;

namespace Ensemble.Hosting.Processes;

/// <summary>A child of this process.</summary>
internal sealed class ChildProcess : IServiceProcess
{
    private readonly Process _process;
    private readonly bool _isLeashed;

    /// <summary>Takes a process over.</summary>
    /// <param name="process">The process, with its streams redirected.</param>
    /// <param name="isLeashed">Whether it ends when its standard input does.</param>
    /// <param name="name">What its lines are marked with.</param>
    /// <param name="output">Where its lines go.</param>
    public ChildProcess(Process process, bool isLeashed, string name, HostOutput output)
    {
        _process = process;
        _isLeashed = isLeashed;
        if (!isLeashed)
        {
            // Nobody types here: a program that reads is told so.
            process.StandardInput.Close();
        }

        var lines = Task.WhenAll(
            ForwardAsync(process.StandardOutput, line => output.Line(name, line)),
            ForwardAsync(process.StandardError, line => output.ErrorLine(name, line)));
        Exited = EndAsync(lines);
    }

    public Task<int> Exited { get; }

    public async Task StopAsync(CancellationToken hurry)
    {
        if (_isLeashed)
        {
            _process.StandardInput.Close();
            await ((Task)Exited).WaitAsync(hurry).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!Exited.IsCompleted)
        {
            _process.Kill(entireProcessTree: true);
            await Exited;
        }
    }

    public void Dispose() => _process.Dispose();

    private static async Task ForwardAsync(StreamReader reader, Action<string> write)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            write(line);
        }
    }

    private async Task<int> EndAsync(Task lines)
    {
        await _process.WaitForExitAsync();

        // Its last lines say why it ended. A program that it left behind may hold the pipes open: that is not waited for.
        await lines.WaitAsync(TimeSpan.FromSeconds(1), TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _process.ExitCode;
    }
}
