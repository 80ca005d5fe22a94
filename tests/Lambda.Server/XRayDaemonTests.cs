using System.Net;
using System.Net.Sockets;
using System.Text;
using Ensemble.Lambda.Server.Observation;
using Ensemble.ServiceDefaults.Tracing;

namespace Ensemble.Lambda.Server.Tests;

/// <summary>What functions tell the daemon of X-Ray, as spans.</summary>
public sealed class XRayDaemonTests
{
    private const string Header = """{"format":"json","version":1}""";

    [Fact]
    public async Task A_segment_becomes_a_span_with_its_parts_and_what_is_none_is_ignored()
    {
        const string trace = "6b09328100000000000000000000abcd";
        using var store = new TraceStore("test");
        await using var daemon = new XRayDaemon();
        using var function = new UdpClient();
        var address = IPEndPoint.Parse(daemon.Address);
        string[] datagrams =
        [
            "no header",
            $"{Header}\nno JSON",
            $"{Header}\n[]",
            $"{Header}\n{{}}",
            $"{Header}\n" + """{"name":"without a trace","start_time":1,"end_time":2}""",
            $"{Header}\n" + """{"trace_id":"1-6b093281-00000000000000000000abcd","parent_id":"00000000000000ab","name":"without an end","start_time":1}""",
            $"{Header}\n" + """{"trace_id":"1-6b093281-00000000000000000000abcd","parent_id":"00000000000000ab","name":"model","start_time":100.5,"end_time":101.25,"fault":true,"annotations":{"items":3},"subsegments":[{"name":"predict","start_time":100.625,"end_time":101.125},7]}""",
        ];
        foreach (var datagram in datagrams)
        {
            await function.SendAsync(Encoding.UTF8.GetBytes(datagram), address, TestContext.Current.CancellationToken);
        }

        while (store.Find(trace).Count < 2)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        var spans = store.Find(trace);
        var model = spans.Single(span => span.Name == "model");
        var predict = spans.Single(span => span.Name == "predict");
        Assert.Equal(("00000000000000ab", 750.0, "fault", "3"), (model.Parent, model.Milliseconds, model.Error, model.Tags["items"]));
        Assert.Equal((model.Id, DateTimeOffset.UnixEpoch.AddSeconds(100.625), 500.0), (predict.Parent, predict.Start, Math.Round(predict.Milliseconds, 3)));
        Assert.Equal(2, spans.Count);
    }
}
