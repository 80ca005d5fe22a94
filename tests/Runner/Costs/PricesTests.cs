using Ensemble.Contracts;
using Ensemble.Runner.Costs;
using Ensemble.Runner.Systems;

namespace Ensemble.Runner.Tests.Costs;

/// <summary>Bills, worked out by hand from AWS' price lists.</summary>
public sealed class PricesTests
{
    private static readonly Prices Prices = new();

    [Fact]
    public void A_warm_function_costs_its_gigabyte_seconds_and_its_request()
    {
        // 120 ms of 1024 MB: 0.12 GB-s.
        var cost = Prices.Of([Invocation(billed: 120, init: null, memory: 1024)], null, 0, []);

        Assert.Equal(0.12 * 0.0000166667, cost.LambdaCompute, 15);
        Assert.Equal(0.0000002, cost.LambdaRequests, 15);
        Assert.Equal((0, 0, 0), (cost.Init, cost.StepFunctionsExpress, cost.StepFunctionsStandard));
    }

    [Fact]
    public void A_cold_start_is_apart_and_rounded_up_to_a_millisecond()
    {
        // Billed 420 ms, of which 299.2 ms of initialisation are 300.
        var cost = Prices.Of([Invocation(billed: 420, init: 299.2, memory: 512)], null, 0, []);

        Assert.Equal(0.3 * 0.5 * 0.0000166667, cost.Init, 15);
        Assert.Equal(0.12 * 0.5 * 0.0000166667, cost.LambdaCompute, 15);
    }

    [Fact]
    public void A_workflow_costs_by_request_and_memory_or_by_transition()
    {
        // 200 ms of 64 MB: 0.0125 GB-s; three models at the same time are five transitions.
        var cost = Prices.Of([], new("arn", 130, 200, 64), 5, []);

        Assert.Equal(0.000001 + (0.0125 * 0.00001667), cost.StepFunctionsExpress, 15);
        Assert.Equal(0.000125, cost.StepFunctionsStandard, 15);
        Assert.Equal(cost.StepFunctionsExpress, cost.Total, 15);
    }

    [Fact]
    public void Objects_cost_by_how_often_they_are_read_and_written()
    {
        var timing = new Timing { ColdStart = false, Init = 0, Total = 1 };

        var cost = Prices.Of([], null, 0, [timing with { ObjectsRead = 3 }, timing with { ObjectsRead = 1, ObjectsWritten = 2 }]);

        Assert.Equal((4 * 0.0000004) + (2 * 0.000005), cost.ObjectStore, 15);
        Assert.Equal(cost.ObjectStore, cost.Total, 15);
    }

    private static InvocationReport Invocation(double billed, double? init, int memory) => new("f", init is not null, 0, billed - (init ?? 0), billed, init, memory, 50, false);
}
