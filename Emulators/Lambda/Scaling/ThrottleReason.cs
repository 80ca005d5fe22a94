namespace Ensemble.Lambda.Scaling;

/// <summary>Why an invocation is refused with 429, in AWS's words.</summary>
internal static class ThrottleReason
{
    public const string Reserved = "ReservedFunctionConcurrentInvocationLimitExceeded";
    public const string Account = "ConcurrentInvocationLimitExceeded";
    public const string ReservedRate = "ReservedFunctionInvocationRateLimitExceeded";
    public const string Rate = "FunctionInvocationRateLimitExceeded";
    public const string Caller = "CallerRateLimitExceeded";
}
