using System.Text.Json.Nodes;
using Ensemble.Runner.Costs;
using Ensemble.Runner.Results;

namespace Ensemble.Runner.Tests;

/// <summary>Results in words.</summary>
public sealed class PaperFindingsTests
{
    [Fact]
    public void The_gain_over_the_best_model_is_told_with_its_interval_and_whether_it_may_be_chance()
    {
        var sentence = Assert.Single(PaperFindings.Of(Result() with
        {
            Accuracy = [new("a", 80, 100, 0.8, 0.71, 0.87, 0.9), new("b", 85, 100, 0.85, 0.76, 0.91, 0.9), new("ensemble", 88, 100, 0.88, 0.8, 0.93, 0.95)],
            McNemar = [new("a", 0.0001, 10, 2), new("b", 0.25, 5, 2)],
        }));

        Assert.Equal(
            "The ensemble names the right class for 88.00 % of 100 images (95 % interval 80.00 to 93.00 %), 3.00 points more than its best model alone, b; the difference is not certain (McNemar, p = 0.250).",
            sentence);
    }

    [Fact]
    public void The_speed_up_of_the_largest_batch_is_told_and_what_it_costs()
    {
        var sentences = PaperFindings.Of(Result() with
        {
            Efficiency = [new(1, 40, 80, 60, 100, 50, 0.67), new(1000, 950, 2000, 1000, 2100, 980, 0.95, SpeedUpLow: 2.05, SpeedUpHigh: 2.15)],
            Summary = [new("warm", "a", "single", 1000, 6, 900, null, null, 20), new("warm", "ensemble", "parallel", 1000, 6, 1000, null, null, 70)],
        });

        Assert.Equal(
            [
                "Running its models at the same time answers 1,000 images in 1,000 ms, 2.10 times as fast (95 % interval 2.05 to 2.15) as one after the other; the slowest model's function accounts for 95.0 % of that time.",
                "A million such requests would cost 70.00 US dollars on AWS, 3.5 times what its cheapest model costs alone.",
            ],
            sentences);
    }

    [Fact]
    public void Nothing_is_said_of_what_was_not_measured() => Assert.Empty(PaperFindings.Of(Result()));

    [Fact]
    public void The_interval_of_the_speed_up_draws_whole_repeats_and_holds_the_estimate()
    {
        double[] sequential = [200, 210, 190, 205, 195, 400];
        var rows = sequential.SelectMany((time, i) => new[] { Row("sequential", i, time), Row("parallel", i, time / 2), Row("single", i, 90) }).ToList();

        var row = Assert.Single(PaperResults.Of(Experiment(), [.. rows], []).Efficiency);

        // Every repeat is twice as fast, however long it took.
        Assert.Equal((2, 2, 2), (row.SpeedUp, row.SpeedUpLow, row.SpeedUpHigh));
    }

    private static Store.Experiment Experiment() => new() { Id = "1", Name = "paper", Plan = "{}", Seed = 1, Command = "ensemble run paper", Created = default };

    private static Store.Measurement Row(string flow, int repeat, double milliseconds) => new()
    {
        ExperimentId = "1",
        Trial = (repeat * 3) + flow.Length,
        Kind = "warm",
        Subject = flow == "single" ? "a" : "ensemble",
        Flow = flow,
        Batch = 1,
        Repeat = repeat,
        Started = default,
        Milliseconds = milliseconds,
        Ledger = "{}",
        Models = """{"a":1}""",
        Reports = "{}",
        Cost = System.Text.Json.JsonSerializer.Serialize(new RequestCost(1, 0, 0, 0, 0), System.Text.Json.JsonSerializerOptions.Web),
    };

    private static PaperResult Result() => new()
    {
        Id = "1",
        State = default,
        Command = "ensemble run paper",
        Plan = JsonNode.Parse("{}")!,
        Latency = [],
        Summary = [],
        Efficiency = [],
        Failures = [],
    };
}
