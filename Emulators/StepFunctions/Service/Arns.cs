namespace Ensemble.StepFunctions.Service;

/// <summary>Makes and reads ARNs of one account and region.</summary>
/// <param name="Region">The region.</param>
/// <param name="AccountId">The account.</param>
internal sealed record Arns(string Region, string AccountId)
{
    /// <summary>What a state machine's ARN is, with its version or alias.</summary>
    /// <param name="Machine">The ARN without them.</param>
    /// <param name="Qualifier">The version's number or the alias' name.</param>
    public sealed record Reference(string Machine, string? Qualifier)
    {
        /// <summary>The version it names.</summary>
        public int? Version => int.TryParse(Qualifier, out var number) ? number : null;
    }

    private string Prefix => $"arn:aws:states:{Region}:{AccountId}:";

    public string StateMachine(string name) => $"{Prefix}stateMachine:{name}";

    public string Activity(string name) => $"{Prefix}activity:{name}";

    public string Execution(string machine, string name) => $"{Prefix}execution:{machine}:{name}";

    public string Express(string machine, string name, string id) => $"{Prefix}express:{machine}:{name}:{id}";

    /// <summary>Reads the ARN of a state machine, a version or an alias.</summary>
    /// <exception cref="ServiceException">It is none.</exception>
    public static Reference ReadStateMachine(string arn)
    {
        var parts = Parts(arn);
        return parts is [_, _, _, _, _, "stateMachine", var name, ..] && parts.Length is 7 or 8 && name.Length > 0
            ? new(string.Join(':', parts[..7]), parts.Length == 8 ? parts[7] : null)
            : throw ServiceException.InvalidArn($"Resource type not valid in this context: {(parts.Length > 5 ? parts[5] : arn)}");
    }

    /// <summary>Checks that an ARN is of a kind.</summary>
    /// <exception cref="ServiceException">It is not.</exception>
    public static void Check(string arn, params ReadOnlySpan<string> kinds)
    {
        var parts = Parts(arn);
        if (parts.Length < 7 || !kinds.Contains(parts[5]))
        {
            throw ServiceException.InvalidArn($"Resource type not valid in this context: {(parts.Length > 5 ? parts[5] : arn)}");
        }
    }

    private static string[] Parts(string arn)
    {
        var parts = arn.Split(':');
        return parts is ["arn", var partition, "states", ..] && partition.StartsWith("aws", StringComparison.Ordinal)
            ? parts
            : throw ServiceException.InvalidArn($"Invalid ARN prefix: {arn}");
    }
}
