using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Execution;

/// <summary>What is seen inside of a state that is tested: the steps of its data, by the names of TestState's inspectionData.</summary>
internal sealed class Inspection
{
    private readonly OrderedDictionary<string, JsonValue> _steps = new(StringComparer.Ordinal);

    /// <summary>The context object to use instead of the real one.</summary>
    public JsonObject? Context { get; init; }

    /// <summary>The result to use instead of having the work done.</summary>
    public Payload? MockResult { get; init; }

    /// <summary>The failure to use instead of having the work done.</summary>
    public StatesException? MockError { get; init; }

    /// <summary>How many items of a mocked Map are to have failed.</summary>
    public int FailedItems { get; init; }

    /// <summary>Whether the work is not done but mocked.</summary>
    public bool IsMocked => MockResult is not null || MockError is not null;

    /// <summary>The steps.</summary>
    public JsonObject Steps => new(_steps);

    /// <summary>The mocked result.</summary>
    /// <exception cref="StatesException">A failure is mocked.</exception>
    /// <param name="isShown">Whether it is a step to be shown.</param>
    public Payload Mock(bool isShown)
    {
        if (MockError is not null)
        {
            throw MockError;
        }

        if (isShown)
        {
            Note("result", MockResult!.Text);
        }

        return MockResult!;
    }

    /// <summary>Notes a step.</summary>
    public void Note(string name, JsonValue value) => _steps[name] = value;
}
