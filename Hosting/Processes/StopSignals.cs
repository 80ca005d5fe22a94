using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Ensemble.Hosting.Processes;

/// <summary>What tells this process to stop: Ctrl-C, SIGTERM, a closed terminal, and the end of the <c>dotnet run</c> that started it.</summary>
internal sealed partial class StopSignals : IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];

    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _hurry = new();
    private readonly List<PosixSignalRegistration> _registrations;

    /// <summary>Listens from now on.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops as well.</param>
    public StopSignals(TimeProvider time, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _registrations = [.. Signals.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];
        if (!OperatingSystem.IsWindows())
        {
            _ = FollowParentAsync(time, _hurry.Token);
        }
    }

    /// <summary>Cancelled when it is time to stop.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Cancelled when the user does not want to wait for it.</summary>
    public CancellationToken Hurry => _hurry.Token;

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _hurry.Cancel();
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int ParentId();

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;

        // Others come in pairs where a whole group of processes is told to stop; Ctrl-C is pressed twice by somebody.
        if (_stop.IsCancellationRequested && context.Signal == PosixSignal.SIGINT)
        {
            _hurry.Cancel();
        }

        _stop.Cancel();
    }

    // dotnet run passes signals on, but whoever kills it outright means this process too.
    private async Task FollowParentAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var parent = ParentId();
        if (!IsDotnet(parent))
        {
            return;
        }

        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(0.5), time);
        while (ParentId() == parent)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }

        await _stop.CancelAsync();
    }

    private static bool IsDotnet(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.ProcessName == "dotnet";
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
