namespace Ensemble.StepFunctions.Language;

/// <summary>What is wrong with a definition.</summary>
/// <param name="Code">AWS' code, e.g. <c>SCHEMA_VALIDATION_FAILED</c>.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Location">Where, as a path such as <c>/States/A/Next</c>; null: the text as a whole.</param>
/// <param name="IsWarning">Whether the definition works nevertheless.</param>
public sealed record Problem(string Code, string Message, string? Location, bool IsWarning = false)
{
    /// <summary>A field that is missing, unknown, or holds something it must not.</summary>
    public const string Schema = "SCHEMA_VALIDATION_FAILED";

    /// <summary>A state that nothing leads to, or a name that leads to none.</summary>
    public const string MissingTarget = "MISSING_TRANSITION_TARGET";

    /// <summary>A text that is not JSON.</summary>
    public const string InvalidJson = "INVALID_JSON_DESCRIPTION";

    /// <summary>Two states of the same name.</summary>
    public const string DuplicateName = "DUPLICATE_STATE_NAME";

    /// <summary>A field that looks like an expression but is none, for want of <c>.$</c> at the end of its name.</summary>
    public const string NoDollar = "NO_DOLLAR";

    /// <inheritdoc/>
    public override string ToString() => Location is null ? $"{Code}: {Message}" : $"{Code}: {Message} at {Location}";
}

/// <summary>A definition cannot be used.</summary>
/// <param name="problems">All that is wrong with it.</param>
public sealed class InvalidDefinitionException(IReadOnlyList<Problem> problems)
    : Exception($"Invalid State Machine Definition: '{string.Join(", ", problems)}'")
{
    /// <summary>All that is wrong with it.</summary>
    public IReadOnlyList<Problem> Problems { get; } = problems;
}
