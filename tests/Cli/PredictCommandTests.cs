using System.Text.Json;
using Ensemble.Models.DataSets;
using Ensemble.Models.DataSets.Shapes;
using SkiaSharp;

namespace Ensemble.Cli.Tests;

public sealed class PredictCommandTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Every_model_and_the_ensemble_say_what_they_see()
    {
        var picture = Picture("easy.png", index: 36); // a sparkle that nothing hides

        var result = await _cli.RunAsync($"predict {picture} --top 2 --json --data {{data}}");

        Assert.True(result.ExitCode == 0, result.Error);
        using var json = JsonDocument.Parse(result.Output);
        var verdicts = json.RootElement[0].GetProperty("verdicts").EnumerateArray().ToArray();
        Assert.Equal(
            ["efficientnet-mini", "mobilenet-mini", "nasnet-mini", "ensemble"],
            verdicts.Select(verdict => verdict.GetProperty("model").GetString()));
        Assert.All(verdicts, verdict => Assert.Equal(2, verdict.GetProperty("top").GetArrayLength()));
        var best = verdicts[^1].GetProperty("top")[0];
        Assert.Equal(new ShapesDataSet().ClassNames[new ShapesDataSet().LabelOf(Split.Test, 36)], best.GetProperty("label").GetString());
        Assert.Equal(
            verdicts[..3].Average(verdict => Probability(verdict, best.GetProperty("label").GetString()!)),
            best.GetProperty("probability").GetDouble(),
            1e-4);
    }

    [Fact]
    public async Task A_broken_image_is_its_own_error_and_the_others_are_predicted()
    {
        var good = Picture("good.png", index: 36);
        var broken = _cli.Write("broken.png", "not an image"u8.ToArray());

        var result = await _cli.RunAsync($"predict {good} {broken} --data {{data}}");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("good.png", result.Output, StringComparison.Ordinal);
        Assert.Contains("broken.png", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_of_different_classes_cannot_be_combined()
    {
        var result = await _cli.RunAsync("predict x.png --models mobilenet-mini mobilenetv2 --data {data}");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("do not tell the same classes apart", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_untrained_model_is_labelled()
    {
        var result = await _cli.RunAsync($"predict {Picture("any.png", index: 0)} --models mobilenetv2 --data {{data}}");
        Assert.Contains("mobilenetv2 (untrained: latency only)", result.Output, StringComparison.Ordinal);
    }

    private static double Probability(JsonElement verdict, string label) =>
        verdict.GetProperty("top").EnumerateArray().Single(best => best.GetProperty("label").GetString() == label).GetProperty("probability").GetDouble();

    private string Picture(string name, int index)
    {
        var pixels = new ShapesDataSet().Load(Split.Test, index).Image!;
        using var bitmap = new SKBitmap(pixels.Width, pixels.Height);
        for (var i = 0; i < pixels.Width * pixels.Height; i++)
        {
            bitmap.SetPixel(
                i % pixels.Width, i / pixels.Width, new(pixels.Pixels[3 * i], pixels.Pixels[(3 * i) + 1], pixels.Pixels[(3 * i) + 2]));
        }

        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return _cli.Write(name, png.ToArray());
    }
}
