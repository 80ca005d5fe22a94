using System.Globalization;

namespace Ensemble.Lambda.Functions;

/// <summary>A value that breaks a rule of AWS's model of the API.</summary>
/// <param name="Member">The field.</param>
/// <param name="Value">The value, as text.</param>
/// <param name="Constraint">The rule, in AWS's words.</param>
public sealed record ConstraintViolation(string Member, string Value, string Constraint)
{
    /// <summary>A text that has not the form it must have.</summary>
    public static ConstraintViolation Pattern(string member, string value, string pattern) =>
        new(member, value, $"Member must satisfy regular expression pattern: {pattern}");

    /// <summary>A number below its least value.</summary>
    public static ConstraintViolation TooSmall(string member, long value, long least) => new(
        member, Text(value), string.Create(CultureInfo.InvariantCulture, $"Member must have value greater than or equal to {least}"));

    /// <summary>A number above its greatest value.</summary>
    public static ConstraintViolation TooLarge(string member, long value, long most) => new(
        member, Text(value), string.Create(CultureInfo.InvariantCulture, $"Member must have value less than or equal to {most}"));

    /// <summary>A text that is too long.</summary>
    public static ConstraintViolation TooLong(string member, string value, int most) => new(
        member, value, string.Create(CultureInfo.InvariantCulture, $"Member must have length less than or equal to {most}"));

    /// <summary>A number outside a range; null: it is inside.</summary>
    public static ConstraintViolation? OfRange(string member, long value, long least, long most) =>
        value < least ? TooSmall(member, value, least) : value > most ? TooLarge(member, value, most) : null;

    /// <summary>The error that tells of several violations at once.</summary>
    public static LambdaServiceException ToException(IReadOnlyList<ConstraintViolation> violations) => LambdaServiceException.Validation(
        string.Create(CultureInfo.InvariantCulture, $"{violations.Count} validation error{(violations.Count == 1 ? string.Empty : "s")} detected: ")
        + string.Join("; ", violations));

    /// <summary>The error that tells of it.</summary>
    public LambdaServiceException ToException() => ToException([this]);

    /// <summary>AWS's sentence.</summary>
    public override string ToString() => $"Value '{Value}' at '{Member}' failed to satisfy constraint: {Constraint}";

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
