namespace Ensemble.Lambda.Environments;

/// <summary>Where an execution environment is in its life.</summary>
public enum EnvironmentState
{
    /// <summary>Its process was started and has not asked for its first event.</summary>
    Starting,

    /// <summary>It waits for an event; its process, if it has one, is frozen.</summary>
    Idle,

    /// <summary>It has an event.</summary>
    Busy,

    /// <summary>It has given its answer and has not asked for the next event.</summary>
    Finishing,

    /// <summary>Its processes are being ended after a failure; its folder stays.</summary>
    Resetting,

    /// <summary>It is gone.</summary>
    Stopped,
}
