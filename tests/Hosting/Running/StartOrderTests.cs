using Aspire.Hosting;
using Ensemble.Hosting.Running;

namespace Ensemble.Hosting.Tests.Running;

public sealed class StartOrderTests
{
    [Fact]
    public void A_resource_starts_after_those_it_waits_for_and_else_as_described()
    {
        var builder = Sample.Application();
        var (a, b, c, _) = (builder.Add("a"), builder.Add("b"), builder.Add("c"), builder.Add("d"));
        a.WaitFor(c);
        c.WaitFor(b);

        Assert.Equal(["b", "c", "a", "d"], StartOrder.Of(builder.Resources).Select(resource => resource.Name));
    }

    [Fact]
    public void Resources_that_wait_for_each_other_are_an_error_that_names_the_circle()
    {
        var builder = Sample.Application();
        var (a, b, c) = (builder.Add("a"), builder.Add("b"), builder.Add("c"));
        a.WaitFor(b);
        b.WaitFor(c);
        c.WaitFor(b);

        Assert.Contains("b → c → b", Assert.Throws<DistributedApplicationException>(() => StartOrder.Of(builder.Resources)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_resources_cannot_have_one_name_whatever_its_case()
    {
        var builder = Sample.Application();
        builder.Add("lambda");

        Assert.Contains("'Lambda'", Assert.Throws<DistributedApplicationException>(() => builder.Add("Lambda")).Message, StringComparison.Ordinal);
    }
}
