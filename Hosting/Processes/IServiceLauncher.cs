using Ensemble.Hosting.Running;

namespace Ensemble.Hosting.Processes;

/// <summary>Starts programs.</summary>
internal interface IServiceLauncher
{
    /// <summary>Starts the program of a service.</summary>
    /// <param name="service">What is started.</param>
    /// <param name="output">Where its lines go.</param>
    IServiceProcess Start(Service service, HostOutput output);
}

/// <summary>A program that was started.</summary>
internal interface IServiceProcess : IDisposable
{
    /// <summary>Completes with its exit code when it has ended; 128 and a signal's number if that ended it.</summary>
    Task<int> Exited { get; }

    /// <summary>Asks it to end, and sees to it; returns when it has ended.</summary>
    /// <param name="hurry">Ends it at once.</param>
    Task StopAsync(CancellationToken hurry);
}
