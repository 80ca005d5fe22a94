namespace Ensemble.Lambda.Runtime;

/// <summary>What the Runtime API expects of a worker next. The names are those that AWS's error messages show.</summary>
internal enum RuntimeState
{
    /// <summary>The process runs and has not asked for anything.</summary>
    Started,

    /// <summary>It has reported that it cannot be initialised.</summary>
    InitError,

    /// <summary>It waits for an event.</summary>
    Ready,

    /// <summary>It handles an event.</summary>
    Running,

    /// <summary>Its answer is being read.</summary>
    InvocationResponse,

    /// <summary>Its error is being read.</summary>
    InvocationErrorResponse,

    /// <summary>Its answer has been read; it has not asked for the next event.</summary>
    RuntimeResponseSentState,
}
