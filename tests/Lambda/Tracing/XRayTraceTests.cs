using System.Diagnostics;
using Ensemble.Tracing;

namespace Ensemble.Lambda.Tests.Tracing;

/// <summary>Trace headers of X-Ray as contexts of W3C.</summary>
public sealed class XRayTraceTests
{
    private const string Trace = "5759e988bd862e3fe1be46a994272793";
    private const string Span = "53995c3f42cd8ad8";

    [Theory]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1")]
    [InlineData("Sampled=1;Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8")]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793; Parent=53995c3f42cd8ad8; Sampled=1; Lineage=a:0")]
    public void A_sampled_header_is_continued(string header)
    {
        var context = XRayTrace.Context(header)!.Value;

        Assert.Equal((Trace, Span, ActivityTraceFlags.Recorded), (context.TraceId.ToHexString(), context.SpanId.ToHexString(), context.TraceFlags));
    }

    [Fact]
    public void A_header_without_a_parent_continues_the_trace_alone()
    {
        var context = XRayTrace.Context("Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1")!.Value;

        Assert.Equal((Trace, default(ActivitySpanId)), (context.TraceId.ToHexString(), context.SpanId));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Sampled=1")]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0")]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8")]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a99427279;Sampled=1")]
    [InlineData("Root=1-5759E988-bd862e3fe1be46a994272793;Sampled=1")]
    [InlineData("Root=1-00000000-000000000000000000000000;Sampled=1")]
    [InlineData("Root=2-5759e988-bd862e3fe1be46a994272793;Sampled=1")]
    public void What_is_not_sampled_or_no_header_is_not(string? header) => Assert.Null(XRayTrace.Context(header));

    [Fact]
    public void The_header_of_a_span_leads_back_to_it()
    {
        using var span = new Activity("any").SetIdFormat(ActivityIdFormat.W3C).Start();

        var context = XRayTrace.Context(XRayTrace.Header(span))!.Value;

        Assert.Equal((span.TraceId, span.SpanId), (context.TraceId, context.SpanId));
    }
}
