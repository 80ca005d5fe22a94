namespace Ensemble.Contracts.Tests;

/// <summary>Where the time of a request went: every millisecond in one part.</summary>
public sealed class RequestLedgerTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void At_the_same_time_the_slowest_model_decides()
    {
        var ledger = Ledger(Flow.Parallel, stop: 185, combined: 150, [(5, Model(80)), (6, Model(120)), (5, Model(40))]);

        Assert.Equal(
            new RequestLedger
            {
                Invoke = 15, // 200 - 185
                Orchestration = 6, // until its task was entered
                ColdStart = 0,
                Transfer = 24 + 25, // 144 of which the function ran 120, 35 of which it ran 10
                Decode = 1,
                Preprocess = 2,
                Inference = 115,
                Combine = 4,
                Encode = 0.5,
                Handling = 1.5 + 6,
            },
            ledger);
        Assert.Equal(200, ledger.Sum(), 9);
    }

    [Fact]
    public void One_after_the_other_all_models_count()
    {
        var ledger = Ledger(Flow.Sequential, stop: 280, combined: 250, [(2, Model(80)), (85, Model(120)), (209, Model(40))]);

        Assert.Equal((80 - 5) + (120 - 5) + (40 - 5), ledger.Inference, 9);
        Assert.Equal((83 - 80) + (124 - 120) + (41 - 40) + (30 - 10), ledger.Transfer, 9);
        Assert.Equal(2, ledger.Orchestration, 9);
        Assert.Equal(200, ledger.Sum(), 9);
    }

    [Fact]
    public void A_cold_start_is_apart_and_may_make_another_model_the_slowest()
    {
        var ledger = Ledger(Flow.Parallel, stop: 280, combined: 250, [(5, Model(80) with { ColdStart = true, Init = 150 }), (5, Model(120))]);

        Assert.Equal((150, 75), (ledger.ColdStart, ledger.Inference));
        Assert.Equal(245 - 80 - 150 + 30 - 10, ledger.Transfer, 9);
        Assert.Equal(200, ledger.Sum(), 9);
    }

    private static Timing Model(double total) => new() { ColdStart = false, Init = 90, Decode = 1, Preprocess = 2, Inference = total - 5, Encode = 0.5, Total = total };

    private static RequestLedger Ledger(Flow flow, double stop, double combined, (double Entered, Timing Timing)[] models)
    {
        var combination = new Timing { ColdStart = false, Init = 50, Combine = 4, Total = 10 };
        var result = new EnsembleResponse
        {
            Combiner = "mean",
            Items = 1,
            Classes = 2,
            Top = [0],
            Probability = [1],
            Models = [.. models.Select((model, i) => new ModelScore($"m{i}", [0], PredictionForm.Compact, 1, model.Timing))],
            Timing = combination,
        };
        return RequestLedger.Of(flow, 200, Start, Start.AddMilliseconds(stop), new(result, Start.AddMilliseconds(combined), [.. models.Select(model => Start.AddMilliseconds(model.Entered))]));
    }
}
