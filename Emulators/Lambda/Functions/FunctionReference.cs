using System.Text.RegularExpressions;

namespace Ensemble.Lambda.Functions;

/// <summary>What a caller names: a function, and maybe one of its versions or aliases.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Qualifier">A version, an alias or <c>$LATEST</c>; null: none was given.</param>
public sealed partial record FunctionReference(string Name, string? Qualifier)
{
    private const int LongestReference = 140;
    private const string NamePattern =
        @"(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?";

    private const string QualifierPattern = @"\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9$_-]+";

    /// <summary>Reads a name, <c>name:qualifier</c>, <c>account:function:name</c> or an ARN.</summary>
    /// <param name="text">The text.</param>
    /// <param name="qualifier">A qualifier that was given beside it; null or empty: none.</param>
    /// <param name="account">Where functions live; an ARN of another region is refused.</param>
    /// <exception cref="LambdaServiceException">It is no name, or the two qualifiers differ.</exception>
    public static FunctionReference Parse(string text, string? qualifier, AccountSettings account)
    {
        var match = Pattern().Match(text);
        if (!match.Success || text.Length > LongestReference)
        {
            throw ConstraintViolation.Pattern("functionName", text, NamePattern).ToException();
        }

        qualifier = string.IsNullOrEmpty(qualifier) ? null : qualifier;
        if (qualifier is not null && !QualifierForm().IsMatch(qualifier))
        {
            throw ConstraintViolation.Pattern("qualifier", qualifier, QualifierPattern).ToException();
        }

        if (match.Groups["region"] is { Success: true, Value: var region } && region != account.Region)
        {
            throw LambdaServiceException.NotFound($"Functions from '{region}' are not reachable in this region ('{account.Region}')");
        }

        var own = match.Groups["qualifier"] is { Success: true, Value: var value } ? value : null;
        return own is null || qualifier is null || own == qualifier
            ? new(match.Groups["name"].Value, own ?? qualifier)
            : throw LambdaServiceException.InvalidParameter("The derived qualifier from the function name does not match the specified qualifier.");
    }

    [GeneratedRegex(@"^(arn:(aws[a-zA-Z-]*)?:lambda:)?((?<region>[a-z]{2}(-gov)?-[a-z]+-\d):)?(\d{12}:)?(function:)?(?<name>[a-zA-Z0-9_-]+)(:(?<qualifier>\$LATEST|[a-zA-Z0-9_-]+))?\z")]
    private static partial Regex Pattern();

    [GeneratedRegex(@"^(\$LATEST|[a-zA-Z0-9_-]+)\z")]
    private static partial Regex QualifierForm();
}
