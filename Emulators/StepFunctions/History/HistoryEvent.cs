using System.Globalization;
using System.Text;

namespace Ensemble.StepFunctions.History;

/// <summary>Something that happened in an execution.</summary>
/// <param name="Id">Its number, from 1.</param>
/// <param name="PreviousEventId">The event it follows from; 0: the beginning.</param>
/// <param name="Type">What happened.</param>
/// <param name="Timestamp">When.</param>
/// <param name="Details">What else is known about it.</param>
public sealed record HistoryEvent(long Id, long PreviousEventId, HistoryEventType Type, DateTimeOffset Timestamp, EventDetails? Details)
{
    private static readonly string[] Names = Enum.GetNames<HistoryEventType>();
    private static readonly string?[] DetailNames = [.. Enum.GetValues<HistoryEventType>().Select(DetailName)];

    /// <summary>The event as GetExecutionHistory shows it.</summary>
    public string ToJson()
    {
        var builder = new StringBuilder(256);
        builder.Append(CultureInfo.InvariantCulture, $"{{\"timestamp\":{Seconds(Timestamp)},\"type\":\"{Names[(int)Type]}\",\"id\":{Id},\"previousEventId\":{PreviousEventId}");
        if (Details is not null && DetailNames[(int)Type] is { } name)
        {
            builder.Append(",\"").Append(name).Append("\":{");
            var first = true;
            foreach (var (field, value) in Details.Fields)
            {
                if (value is null)
                {
                    continue;
                }

                builder.Append(first ? "\"" : ",\"").Append(field).Append("\":");
                value.WriteTo(builder);
                first = false;
            }

            builder.Append('}');
        }

        return builder.Append('}').ToString();
    }

    /// <summary>A time as the API writes it: seconds since 1970 with milliseconds.</summary>
    public static string Seconds(DateTimeOffset time) =>
        (time.ToUnixTimeMilliseconds() / 1000m).ToString("0.###", CultureInfo.InvariantCulture);

    // Where the API puts the details of an event.
    private static string? DetailName(HistoryEventType type)
    {
        var name = type.ToString();
        return type switch
        {
            HistoryEventType.MapStateFailed or HistoryEventType.MapStateSucceeded or HistoryEventType.MapStateAborted or HistoryEventType.MapRunSucceeded
                or HistoryEventType.MapRunAborted or HistoryEventType.ParallelStateAborted or HistoryEventType.ParallelStateFailed
                or HistoryEventType.ParallelStateStarted or HistoryEventType.ParallelStateSucceeded or HistoryEventType.LambdaFunctionStarted
                or HistoryEventType.TaskStateAborted or HistoryEventType.WaitStateAborted => null,
            _ when name.EndsWith("StateEntered", StringComparison.Ordinal) => "stateEnteredEventDetails",
            _ when name.EndsWith("StateExited", StringComparison.Ordinal) => "stateExitedEventDetails",
            _ => char.ToLowerInvariant(name[0]) + name[1..] + "EventDetails",
        };
    }
}
