using Aspire.Hosting;
using Ensemble.Hosting.Ports;
using Ensemble.Hosting.Running;

namespace Ensemble.Hosting.Tests.Running;

/// <summary>What a described application comes to.</summary>
public sealed class ServicePlanTests
{
    private readonly IDistributedApplicationBuilder _builder = Sample.Application();

    [Fact]
    public async Task A_reference_tells_where_another_resource_listens_in_both_forms_of_Aspire()
    {
        var lambda = _builder.Add("lambda-emulator").WithHttpEndpoint(port: 9001, name: "http");
        _builder.Add("user").WithReference(lambda);

        var user = (await PlanAsync())[1];

        Assert.Equal("http://127.0.0.1:9001", user.Environment["services__lambda-emulator__http__0"]);
        Assert.Equal("http://127.0.0.1:9001", user.Environment["LAMBDA_EMULATOR_HTTP"]);
    }

    [Fact]
    public async Task Arguments_and_variables_are_texts_addresses_and_parameters()
    {
        var parameter = _builder.AddParameter("region", "eu-west-1");
        var service = _builder.Add("a").WithHttpEndpoint(port: 9001, name: "http", env: "PORT");
        service.WithArgs("--urls", service.GetEndpoint("http"), parameter).WithEnvironment("REGION", parameter).WithEnvironment("PLAIN", "text");

        var planned = Assert.Single(await PlanAsync());

        Assert.Equal(["--urls", "http://127.0.0.1:9001", "eu-west-1"], planned.Arguments);
        Assert.Equal(
            ("9001", "eu-west-1", "text", "http://127.0.0.1:9001"),
            (planned.Environment["PORT"], planned.Environment["REGION"], planned.Environment["PLAIN"], planned.Environment["ASPNETCORE_URLS"]));
    }

    [Fact]
    public async Task A_health_check_is_at_the_first_endpoint_unless_another_is_named()
    {
        _builder.Add("a").WithHttpEndpoint(port: 9001, name: "http").WithHttpEndpoint(port: 9002, name: "other")
            .WithHttpHealthCheck("/health").WithHttpHealthCheck("/ready", 204, "other");

        Assert.Equal(
            [new HealthCheck(new("http://127.0.0.1:9001/health"), 200), new HealthCheck(new("http://127.0.0.1:9002/ready"), 204)],
            Assert.Single(await PlanAsync()).HealthChecks);
    }

    [Fact]
    public async Task A_parameter_without_a_value_is_an_error_that_says_which_variable_to_set()
    {
        _builder.Add("a").WithEnvironment("KEY", _builder.AddParameter("no-such-key"));

        Assert.Contains("Parameters__no_such_key", (await Assert.ThrowsAsync<DistributedApplicationException>(PlanAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_not_built_is_an_error_that_says_how_to_build_it()
    {
        _builder.AddUnbuilt("a");

        Assert.Contains("dotnet build", (await Assert.ThrowsAsync<DistributedApplicationException>(PlanAsync)).Message, StringComparison.Ordinal);
    }

    private Task<IReadOnlyList<Service>> PlanAsync() => ServicePlan.CreateAsync(_builder.Resources, new(new AllFree(), _ => { }), Sample.Cancelled);

    private sealed class AllFree : IPorts
    {
        public bool TryReserve(int port) => true;

        public string? Holder(int port) => null;
    }
}
