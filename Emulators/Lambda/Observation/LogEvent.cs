namespace Ensemble.Lambda.Observation;

/// <summary>A line of a function's log.</summary>
/// <param name="Timestamp">When it was read.</param>
/// <param name="Stream">The log stream of the environment that wrote it.</param>
/// <param name="Message">The line, without its line break.</param>
public sealed record LogEvent(DateTimeOffset Timestamp, string Stream, string Message);
