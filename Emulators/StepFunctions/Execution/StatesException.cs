namespace Ensemble.StepFunctions.Execution;

/// <summary>A state failed with an error name of the States Language or of the task.</summary>
public sealed class StatesException : Exception
{
    /// <summary>A failure.</summary>
    /// <param name="error">The error's name; null: a Fail state without one.</param>
    /// <param name="cause">What is said about it.</param>
    public StatesException(string? error, string? cause)
        : base(cause)
    {
        Error = error;
        Cause = cause;
    }

    /// <summary>The error's name.</summary>
    public string? Error { get; }

    /// <summary>What is said about it; null: nothing.</summary>
    public string? Cause { get; private init; }

    /// <summary>Whether it took too long.</summary>
    internal bool IsTimeout => Error is StatesErrors.Timeout or StatesErrors.HeartbeatTimeout;

    /// <summary>Whether the cause begins by saying in which state it happened.</summary>
    internal bool NamesState { get; private init; }

    /// <summary>Which expression failed, for the event that tells of it.</summary>
    internal string? Location { get; private init; }

    /// <summary>The failure of a state to do its own work, which says in which state it happened.</summary>
    internal static StatesException InState(string error, string cause) => new(error, cause) { NamesState = true };

    /// <summary>A failure that nothing can catch.</summary>
    internal static StatesException Runtime(string cause) => InState(StatesErrors.Runtime, cause);

    /// <summary>A fault of the emulator or of a service, not of a state.</summary>
    internal static StatesException Unforeseen(Exception fault) => new(StatesErrors.Runtime, $"The execution failed unexpectedly: {fault.Message}");

    /// <summary>A JSONata expression failed.</summary>
    internal static StatesException Query(string location, string cause) =>
        new(StatesErrors.QueryEvaluationError, cause) { NamesState = true, Location = location };

    /// <summary>The same, with the state in its cause.</summary>
    internal StatesException Within(string state, long enteredEventId) => !NamesState
        ? this
        : new(Error, FormattableString.Invariant($"An error occurred while executing the state '{state}' (entered at the event id #{enteredEventId}). {Cause}"))
        {
            Location = Location,
        };
}
