using Ensemble.Lambda.Functions;
using Microsoft.Extensions.Time.Testing;

namespace Ensemble.Lambda.Tests.Functions;

public sealed class FunctionRegistryTests
{
    private const string Arn = "arn:aws:lambda:us-east-1:000000000000:function:f";

    private readonly FunctionRegistry _registry = new(new AccountSettings(), new Ids(1), seed: 1, new FakeTimeProvider());
    private readonly List<FunctionVersion> _retired = [];
    private readonly Dictionary<FunctionVersion, int> _provisioned = [];

    public FunctionRegistryTests()
    {
        _registry.Retired += _retired.Add;
        _registry.ProvisionedChanged += (version, total) => _provisioned[version] = total;
        _registry.Create(new() { Name = "f", Directory = "/code" });
    }

    [Fact]
    public void The_invoked_ARN_has_a_qualifier_only_if_one_was_given()
    {
        _registry.Publish("f");

        Assert.Equal(Arn, _registry.Resolve("f", null).InvokedArn);
        Assert.Equal($"{Arn}:$LATEST", _registry.Resolve("f", "$LATEST").InvokedArn);
        Assert.Equal($"{Arn}:1", _registry.Resolve("f:1", null).InvokedArn);
    }

    [Theory]
    [InlineData("g", null, "arn:aws:lambda:us-east-1:000000000000:function:g:$LATEST")]
    [InlineData("f", "9", "arn:aws:lambda:us-east-1:000000000000:function:f:9")]
    [InlineData("f", "nobody", "arn:aws:lambda:us-east-1:000000000000:function:f:nobody")]
    public void What_is_not_there_is_not_found(string name, string? qualifier, string arn)
    {
        var exception = Assert.Throws<LambdaServiceException>(() => _registry.Resolve(name, qualifier));

        Assert.Equal((404, "ResourceNotFoundException", $"Function not found: {arn}"), (exception.StatusCode, exception.Code, exception.Message));
    }

    [Fact]
    public void A_name_is_given_once()
    {
        var exception = Assert.Throws<LambdaServiceException>(() => _registry.Create(new() { Name = "f", Directory = "/code" }));

        Assert.Equal((409, "Function already exist: f"), (exception.StatusCode, exception.Message));
    }

    [Fact]
    public void An_update_retires_what_was_the_latest_and_leaves_published_versions()
    {
        var published = _registry.Publish("f");
        var before = _registry.Get("f").Latest;

        _registry.Update("f", configuration => configuration with { MemorySize = 512 });

        Assert.Equal([before], _retired);
        Assert.Same(published, _registry.Resolve("f", "1").Version);
        Assert.Equal(512, _registry.Resolve("f", null).Version.Configuration.MemorySize);
    }

    [Fact]
    public void An_update_of_a_revision_that_has_gone_is_refused()
    {
        var revision = _registry.Get("f").Latest.RevisionId;
        _registry.Update("f", configuration => configuration, revisionId: revision);

        Assert.Equal(412, Assert.Throws<LambdaServiceException>(() => _registry.Update("f", configuration => configuration, revisionId: revision)).StatusCode);
    }

    [Fact]
    public void All_values_out_of_range_are_told_at_once()
    {
        var exception = Assert.Throws<LambdaServiceException>(() => _registry.Update("f", configuration => configuration with { MemorySize = 64, Timeout = 901 }));

        Assert.Equal(
            "2 validation errors detected: Value '64' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128; "
            + "Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
            exception.Message);
        Assert.Equal("ValidationException", exception.Code);
    }

    [Fact]
    public void Publishing_what_has_not_changed_gives_the_version_there_is()
    {
        var first = _registry.Publish("f");

        Assert.Same(first, _registry.Publish("f"));
        _registry.Update("f", configuration => configuration with { Timeout = 9 });
        Assert.Equal("2", _registry.Publish("f").Version);
    }

    [Fact]
    public void An_alias_with_weights_spreads_invocations_over_two_versions()
    {
        _registry.Publish("f");
        _registry.Update("f", configuration => configuration with { Timeout = 9 });
        _registry.Publish("f");
        _registry.Aliases.Create("f", "live", "1", null, ("2", 0.25));

        var versions = Enumerable.Range(0, 1000).Select(_ => _registry.Resolve("f", "live")).ToList();

        Assert.InRange(versions.Count(invocable => invocable.Version.Version == "2"), 200, 300);
        Assert.All(versions, invocable => Assert.Equal($"{Arn}:live", invocable.InvokedArn));
    }

    [Fact]
    public void A_version_that_an_alias_points_to_cannot_be_deleted()
    {
        _registry.Publish("f");
        _registry.Aliases.Create("f", "live", "1", null, null);

        Assert.Equal(409, Assert.Throws<LambdaServiceException>(() => _registry.Delete("f", "1")).StatusCode);
        _registry.Aliases.Delete("f", "live");
        _registry.Delete("f", "1");
        Assert.Throws<LambdaServiceException>(() => _registry.Resolve("f", "1"));
    }

    [Fact]
    public void Reserved_concurrency_leaves_a_hundred_for_the_others()
    {
        _registry.Concurrency.SetReserved("f", 900);

        Assert.Equal(900, _registry.Concurrency.ReservedTotal);
        Assert.Equal(
            "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
            Assert.Throws<LambdaServiceException>(() => _registry.Concurrency.SetReserved("f", 901)).Message);
        _registry.Delete("f", null);
        Assert.Equal(0, _registry.Concurrency.ReservedTotal);
    }

    [Fact]
    public void Provisioned_concurrency_is_for_versions_and_aliases_and_adds_up()
    {
        var version = _registry.Publish("f");
        _registry.Aliases.Create("f", "live", "1", null, null);

        _registry.Concurrency.SetProvisioned("f", "1", 2);
        _registry.Concurrency.SetProvisioned("f", "live", 3);

        Assert.Equal(5, _provisioned[version]);
        Assert.Equal(
            "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
            Assert.Throws<LambdaServiceException>(() => _registry.Concurrency.SetProvisioned("f", "$LATEST", 1)).Message);
        Assert.Equal(
            "The function resource provided must be an alias or a published version.",
            Assert.Throws<LambdaServiceException>(() => _registry.Concurrency.SetProvisioned("f", null, 1)).Message);
        Assert.Equal(
            " ReservedConcurrentExecutions  1 should not be lower than function's total provisioned concurrency [5].",
            Assert.Throws<LambdaServiceException>(() => _registry.Concurrency.SetReserved("f", 1)).Message);
    }

    [Fact]
    public void Provisioned_concurrency_follows_its_alias()
    {
        var first = _registry.Publish("f");
        _registry.Aliases.Create("f", "live", "1", null, null);
        _registry.Concurrency.SetProvisioned("f", "live", 3);
        _registry.Update("f", configuration => configuration with { Timeout = 9 });
        var second = _registry.Publish("f");

        _registry.Aliases.Update("f", "live", "2", null, null, null);

        Assert.Equal((0, 3), (_provisioned[first], _provisioned[second]));
    }
}
