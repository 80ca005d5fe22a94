using Ensemble.StepFunctions.History;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Service;

/// <summary>The executions that ended last, those of Express workflows with their events, which are nowhere else.</summary>
internal sealed class RecentExecutions
{
    private const int Most = 1000;
    private readonly Queue<(ExecutionRecord Record, IReadOnlyList<HistoryEvent>? Events)> _recent = new();
    private readonly Lock _lock = new();

    /// <summary>Adds one; the oldest makes room.</summary>
    public void Add(ExecutionRecord record, IReadOnlyList<HistoryEvent>? events)
    {
        lock (_lock)
        {
            if (_recent.Count == Most)
            {
                _recent.Dequeue();
            }

            _recent.Enqueue((record, events));
        }
    }

    /// <summary>All of them, the newest first.</summary>
    public JsonArray List()
    {
        lock (_lock)
        {
            return new([.. _recent.Reverse().Select(one => Shown(one.Record))]);
        }
    }

    /// <summary>The events of an Express execution as JSON; null: they are not known here.</summary>
    public string? Events(string arn)
    {
        lock (_lock)
        {
            var found = _recent.FirstOrDefault(one => one.Record.Arn == arn).Events;
            return found is null ? null : $"[{string.Join(',', found.Select(one => one.ToJson()))}]";
        }
    }

    private static JsonObject Shown(ExecutionRecord record) => new Answer()
        .With("executionArn", record.Arn)
        .With("name", record.Name)
        .With("stateMachineName", record.StateMachineName)
        .With("type", record.Type.ToString().ToUpperInvariant())
        .With("status", Executions.Name(record.Status))
        .With("startDate", record.StartDate)
        .With("stopDate", record.StopDate)
        .With("error", record.Error)
        .With("cause", record.Cause)
        .With("traceHeader", record.TraceHeader)
        .Build();
}
