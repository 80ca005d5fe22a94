namespace Ensemble.StepFunctions.Json;

/// <summary>A text is not JSON.</summary>
/// <param name="message">What is wrong, worded as by Jackson, the parser behind Step Functions.</param>
/// <param name="position">Where, in characters.</param>
public sealed class JsonSyntaxException(string message, int position) : Exception(message)
{
    /// <summary>Where, in characters from the start.</summary>
    public int Position { get; } = position;
}
