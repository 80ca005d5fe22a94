using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Ensemble.Hosting.Ports;

namespace Ensemble.Hosting.Tests.Ports;

public sealed class PortAllocatorTests
{
    private readonly List<string> _notices = [];
    private readonly IDistributedApplicationBuilder _builder = Sample.Application();

    [Fact]
    public void A_port_that_is_free_is_given_as_preferred()
    {
        var endpoint = Endpoint("a", targetPort: 9001);

        Allocate();

        Assert.Equal((9001, "http://127.0.0.1:9001"), (endpoint.Port, endpoint.Url));
        Assert.Empty(_notices);
    }

    [Fact]
    public void Where_the_preferred_port_is_taken_the_next_free_one_is_given_and_told()
    {
        var endpoint = Endpoint("a", targetPort: 9001);

        Allocate((9001, "nginx (process 12)"), (9002, null));

        Assert.Equal(9003, endpoint.Port);
        Assert.Equal(["Port 9001 is held by nginx (process 12); a uses 9003."], _notices);
    }

    [Fact]
    public void A_port_that_was_asked_for_and_is_taken_is_an_error_that_names_the_holder()
    {
        Endpoint("a", port: 9001);

        Assert.Equal(
            "Port 9001, which was asked for a, is held by nginx (process 12). Stop that program, or ask for another port.",
            Assert.Throws<DistributedApplicationException>(() => Allocate((9001, "nginx (process 12)"))).Message);
    }

    [Fact]
    public void Ports_that_were_asked_for_come_first_so_that_others_keep_out_of_their_way()
    {
        var preferred = Endpoint("a", targetPort: 9001);
        var asked = Endpoint("b", port: 9001);

        Allocate();

        Assert.Equal((9002, 9001), (preferred.Port, asked.Port));
    }

    [Fact]
    public void One_port_cannot_be_asked_for_twice()
    {
        Endpoint("a", port: 9001);
        Endpoint("b", port: 9001);

        Assert.Contains("held by a", Assert.Throws<DistributedApplicationException>(() => Allocate()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_port_of_an_endpoint_is_not_known_before_the_start() =>
        Assert.Throws<InvalidOperationException>(() => Endpoint("a", targetPort: 9001).Url);

    private EndpointReference Endpoint(string name, int? port = null, int? targetPort = null) =>
        _builder.Add(name).WithHttpEndpoint(port: port, targetPort: targetPort, name: "http").GetEndpoint("http");

    private void Allocate(params (int Port, string? Holder)[] taken) => new PortAllocator(new Taken(taken), _notices.Add).Allocate(_builder.Resources);

    private sealed class Taken((int Port, string? Holder)[] ports) : IPorts
    {
        public bool TryReserve(int port) => ports.All(taken => taken.Port != port);

        public string? Holder(int port) => ports.First(taken => taken.Port == port).Holder;
    }
}
