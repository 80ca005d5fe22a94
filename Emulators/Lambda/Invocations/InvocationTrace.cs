using System.Diagnostics;
using Ensemble.Tracing;

namespace Ensemble.Lambda.Invocations;

/// <summary>
/// An invocation as a span of its caller's trace, named as OpenTelemetry names what functions do
/// (https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/). A trace that is not sampled costs nothing.
/// </summary>
internal static class InvocationTrace
{
    private static readonly ActivitySource Source = new("Ensemble.Lambda");

    /// <summary>Begins the span of a request; null: its trace is not sampled, or nobody listens.</summary>
    public static Activity? Begin(InvokeRequest request, TimeProvider time)
    {
        var current = Activity.Current;
        var span = XRayTrace.Continue(Source, request.Target.Version.Configuration.Name, request.TraceHeader, time.GetUtcNow());

        // It ends elsewhere; what this thread does next is not a part of it.
        Activity.Current = current;
        return span;
    }

    /// <summary>Ends the span of an invocation as its record says, with the start of its environment as a part.</summary>
    public static void End(Activity span, InvocationRecord record)
    {
        var begun = record.Accepted + record.Queued;
        span.SetTag("faas.invocation_id", record.RequestId);
        span.SetTag("faas.instance", record.EnvironmentId);
        span.SetTag("faas.version", record.Version);
        span.SetTag("faas.max_memory", record.MemorySize * 1024L * 1024);
        span.SetTag("faas.coldstart", record.ColdStart);
        span.SetTag("lambda.queued_ms", record.Queued.TotalMilliseconds);
        span.SetTag("lambda.billed_ms", record.BilledMilliseconds);
        span.SetTag("lambda.cpu_ms", record.CpuTime.TotalMilliseconds);
        span.SetTag("lambda.throttled_ms", record.CpuThrottled.TotalMilliseconds);
        if (record.ErrorType is { } error)
        {
            span.SetTag("error.type", error);
            span.SetStatus(ActivityStatusCode.Error, error);
        }

        if (record.InitDuration is { } init)
        {
            using var start = Source.StartActivity("cold start", ActivityKind.Internal, span.Context, startTime: record.Accepted);
            start?.SetTag("lambda.init_ms", init.TotalMilliseconds);
            start?.SetEndTime(begun.UtcDateTime);
        }

        XRayTrace.End(span, begun + (record.Answered ?? record.Duration));
    }

    /// <summary>Ends the span of a request that no environment served.</summary>
    public static void Refuse(Activity span, LambdaServiceException exception, TimeProvider time)
    {
        span.SetTag("error.type", exception.Code);
        span.SetStatus(ActivityStatusCode.Error, exception.Message);
        XRayTrace.End(span, time.GetUtcNow());
    }
}
