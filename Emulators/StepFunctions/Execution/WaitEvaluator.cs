using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Language.Expressions;

namespace Ensemble.StepFunctions.Execution;

/// <summary>Wait: for some seconds, or until a time.</summary>
internal static class WaitEvaluator
{
    // AWS counts the seconds of a wait in 32 bits.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(int.MaxValue);

    public static async ValueTask<StateOutcome> EvaluateAsync(WaitState state, Visit visit, CancellationToken cancellationToken)
    {
        try
        {
            var input = DataFlow.Input(state, visit);
            var scope = visit.Scope(input.Value);
            var time = visit.Flow.Run.Services.Time;
            var until = state.Seconds is { } seconds ? time.GetUtcNow() + Seconds(seconds, scope) : Time(state.Timestamp!, scope);
            if (until - time.GetUtcNow() > Longest)
            {
                throw StatesException.Runtime("Wait state delay is too long.");
            }

            await time.UntilAsync(until, cancellationToken);
            return DataFlow.Pass(state, visit, input, state.Next, state.Output, state.Assign);
        }
        catch (StatesException exception)
        {
            throw Interpreter.Failed(exception, visit);
        }
    }

    private static TimeSpan Seconds(NumberField field, Scope scope)
    {
        if (field.Path is not { Path: { } path })
        {
            var given = field.Whole(scope);
            return given is >= 0 and <= int.MaxValue ? TimeSpan.FromSeconds(given) : throw TooLong(given);
        }

        if (PathExpression.Root(path, scope) is not { } root || !path.TryFind(root, out var value))
        {
            throw StatesException.Runtime($"The {field.Name} parameter does not reference an input value: {path.Text}");
        }

        return value switch
        {
            JsonNumber { Whole: >= 0 and <= int.MaxValue and { } whole, IsWrittenWhole: true } => TimeSpan.FromSeconds(whole),
            JsonNumber { Whole: < 0 } => throw StatesException.Runtime($"The {field.Name} parameter references a negative value: {path.Text} == {value.ToJson()}"),
            JsonNumber { Whole: not null, IsWrittenWhole: true } => throw TooLong(1),
            _ => throw StatesException.Runtime($"The {field.Name} parameter cannot be parsed as a long value: {path.Text} == {(value is JsonString text ? text.Value : value.ToJson())}"),
        };
    }

    private static StatesException TooLong(long seconds) => seconds < 0
        ? StatesException.Runtime("Wait state delay cannot be negative.")
        : StatesException.Runtime("Wait state delay is too long.");

    private static DateTimeOffset Time(TextField field, Scope scope)
    {
        if (field.Expression is PathExpression { Path: var path } && (PathExpression.Root(path, scope) is not { } root || !path.TryFind(root, out _)))
        {
            throw StatesException.Runtime($"The {field.Name} parameter does not reference an input value: {path.Text}");
        }

        var value = field.Value(scope);
        var text = (value as JsonString)?.Value;
        if (text is not null && Timestamp.TryParse(text, out var time))
        {
            return time;
        }

        throw field.Expression is JsonataQuery query
            ? query.Failed(field.Name, $"returned an unexpected result type. Expected a valid ISO-8601 extended offset date-time format string, but was: {value.ToJson()}")
            : StatesException.Runtime($"The {field.Name} parameter does not reference a valid ISO-8601 extended offset date-time format string: {field.Expression?.Text} == {text ?? value.ToJson()}");
    }
}
