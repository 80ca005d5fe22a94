using System.Text.Json;

namespace Ensemble.Runner.Tests.Accuracy;

public sealed class AccuracyTableTests
{
    private readonly AccuracyReport _report = AccuracyStudyTests.TwoModels().Report();

    [Fact]
    public void Markdown_shows_models_pairs_and_the_oracle() =>
        Assert.Equal(
            """
            | model | correct | total | top-1 | 95 % interval | top-5 | only the ensemble right | only the model right | McNemar p | ECE |
            |---|--:|--:|--:|:-:|--:|--:|--:|--:|--:|
            | first | 2 | 4 | 50.00 % | 15.00–85.00 % | 100.00 % | 1 | 0 | 1.000 | 0.2000 |
            | second | 2 | 4 | 50.00 % | 15.00–85.00 % | 100.00 % | 1 | 0 | 1.000 | 0.2000 |
            | ensemble | 3 | 4 | 75.00 % | 30.06–95.44 % | 100.00 % | | | | 0.3250 |

            | pair | disagreement | exactly one right | both wrong | Yule's Q | Cohen's κ |
            |---|--:|--:|--:|--:|--:|
            | first, second | 50.00 % | 50.00 % | 25.00 % | 0.000 | 0.000 |

            4 items of 2 classes, combined by mean. At least one model is right on 75.00 % of them.

            """,
            AccuracyTable.Markdown(_report));

    [Theory]
    [InlineData(0, "< 1e-300")]
    [InlineData(1.25e-34, "1.3e-34")]
    [InlineData(0.0009, "9.0e-4")]
    [InlineData(0.0125, "0.013")]
    public void A_p_value_is_never_shown_as_zero(double p, string shown)
    {
        var report = _report with { McNemar = [.. _report.McNemar.Select(row => row with { P = p })] };

        Assert.Contains($"| {shown} |", AccuracyTable.Markdown(report), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_undefined_is_a_dash()
    {
        var report = _report with { Pairs = [_report.Pairs[0] with { YuleQ = null, Kappa = null }] };

        Assert.Contains("| – | – |", AccuracyTable.Markdown(report), StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_model_has_no_table_of_pairs() =>
        Assert.DoesNotContain("| pair |", AccuracyTable.Markdown(_report with { Pairs = [] }), StringComparison.Ordinal);

    [Fact]
    public void Json_has_the_agreed_names()
    {
        using var json = JsonDocument.Parse(AccuracyTable.Json(_report));

        Assert.Equal(
            ["combiner", "items", "classes", "confidence", "accuracy", "mcnemar", "pairs", "oracle", "calibration"],
            Names(json.RootElement));
        Assert.Equal(
            ["model", "correct", "total", "top1", "low", "high", "top5"],
            Names(json.RootElement.GetProperty("accuracy")[0]));
        Assert.Equal(["model", "p", "b", "c"], Names(json.RootElement.GetProperty("mcnemar")[0]));
        Assert.Equal("ensemble", json.RootElement.GetProperty("accuracy")[2].GetProperty("model").GetString());
    }

    [Fact]
    public void Json_can_be_read_back()
    {
        var text = AccuracyTable.Json(_report);

        Assert.Equal(text, AccuracyTable.Json(JsonSerializer.Deserialize(text, AccuracyJson.Default.AccuracyReport)!));
    }

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];
}
