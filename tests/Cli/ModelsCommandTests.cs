using System.Text.Json;

namespace Ensemble.Cli.Tests;

public sealed class ModelsCommandTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task List_shows_the_bundled_models_and_the_full_size_networks_with_their_caveat()
    {
        var result = await _cli.RunAsync("models list --json --data {data}");

        Assert.Equal(0, result.ExitCode);
        using var json = JsonDocument.Parse(result.Output);
        var caveats = json.RootElement.EnumerateArray().ToDictionary(
            row => row.GetProperty("name").GetString()!,
            row => row.TryGetProperty("caveat", out var caveat) ? caveat.GetString() : null);
        Assert.Equal(
            ["efficientnet-mini", "efficientnetb0", "mobilenet-mini", "mobilenetv2", "nasnet-mini", "nasnetmobile"],
            caveats.Keys.Order(StringComparer.Ordinal));
        Assert.Null(caveats["mobilenet-mini"]);
        Assert.Equal("untrained: latency only", caveats["mobilenetv2"]);
        Assert.False(Directory.Exists(_cli.Data), "listing writes nothing");
    }

    [Fact]
    public async Task The_table_says_the_same_to_people()
    {
        var result = await _cli.RunAsync("models list --data {data}");
        Assert.Contains("untrained: latency only", result.Output, StringComparison.Ordinal);
        Assert.Contains("3,538,984", result.Output, StringComparison.Ordinal);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task Inspect_tells_what_a_network_is_and_costs()
    {
        var result = await _cli.RunAsync("models inspect mobilenetv2 --json --data {data}");

        Assert.Equal(0, result.ExitCode);
        using var json = JsonDocument.Parse(result.Output);
        var root = json.RootElement;
        Assert.Equal("mobilenetv2", root.GetProperty("name").GetString());
        Assert.Equal(3_538_984, root.GetProperty("parameters").GetInt64());
        Assert.Equal(301, root.GetProperty("multiplyAdds").GetInt64() / 1e6, 0.5);
        Assert.Equal(22, root.GetProperty("opset").GetInt64());
        Assert.Equal(["N", "224", "224", "3"], Shape(root.GetProperty("inputs")[0]));
        Assert.Equal("uint8", root.GetProperty("inputs")[0].GetProperty("type").GetString());
        Assert.Equal(["N", "1000"], Shape(root.GetProperty("outputs")[0]));
        var file = File.ReadAllBytes(root.GetProperty("file").GetString()!);
        Assert.Equal(file.Length, root.GetProperty("bytes").GetInt64());
        Assert.Equal(64, root.GetProperty("sha256").GetString()!.Length);
        var layer = root.GetProperty("layers").EnumerateArray().Single(row => row.GetProperty("name").GetString() == "block_1_depthwise");
        Assert.Equal([56, 56, 96], layer.GetProperty("shape").EnumerateArray().Select(value => value.GetInt32()));
    }

    [Fact]
    public async Task Inspect_reads_any_onnx_file_by_its_nodes()
    {
        var named = await _cli.RunAsync("models inspect mobilenet-mini --json --data {data}");
        using var json = JsonDocument.Parse(named.Output);
        var copy = _cli.Write("copy.onnx", File.ReadAllBytes(json.RootElement.GetProperty("file").GetString()!));

        var result = await _cli.RunAsync($"models inspect {copy} --json");

        Assert.Equal(0, result.ExitCode);
        using var nodes = JsonDocument.Parse(result.Output);
        Assert.Equal(json.RootElement.GetProperty("sha256").GetString(), nodes.RootElement.GetProperty("sha256").GetString());
        Assert.Equal(json.RootElement.GetProperty("multiplyAdds").GetInt64(), nodes.RootElement.GetProperty("multiplyAdds").GetInt64());
        Assert.Contains(nodes.RootElement.GetProperty("layers").EnumerateArray(), row => row.GetProperty("kind").GetString() == "Conv");
    }

    [Theory]
    [InlineData("models inspect resnet50 --data {data}", "There is no model 'resnet50'")]
    [InlineData("models inspect {folder}/none.onnx", "none.onnx cannot be read")]
    [InlineData("models verify resnet50 --data {data}", "")]
    [InlineData("models import resnet50 --weights {folder}/none.h5 --data {data}", "There is no network 'resnet50'")]
    [InlineData("models import mobilenetv2 --data {data}", "--weights FILE")]
    [InlineData("models import mobilenetv2 --weights {folder}/none.h5 --data {data}", "none.h5")]
    [InlineData("models import x.onnx --preprocess tf --data {data}", "--labels FILE")]
    [InlineData("models import mobilenetv2 --preprocess tf --weights w.h5 --data {data}", "--preprocess has no meaning")]
    [InlineData("models generate mobilenetv2 --name tiny --input-size 16 --data {data}", "at least 32 pixels, not 16")]
    [InlineData("models generate mobilenetv2 --name Bad/Name --data {data}", "'Bad/Name' cannot be a model's name")]
    [InlineData("models download resnet50 --data {data}", "resnet50")]
    [InlineData("models evaluate resnet50 --data {data}", "There is no model 'resnet50'")]
    [InlineData("models evaluate --dataset nothing --data {data}", "There is no data set 'nothing'")]
    [InlineData("models evaluate --combiner nothing --data {data}", "nothing")]
    [InlineData("models evaluate --limit 0 --data {data}", "nothing to evaluate")]
    [InlineData("models evaluate mobilenetv2 --limit 8 --data {data}", "tells 1000 classes apart, but shapes has 16")]
    public async Task A_mistake_is_one_sentence_on_standard_error_and_exit_code_1(string commandLine, string sentence)
    {
        var result = await _cli.RunAsync(commandLine);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(sentence, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(0)]
    public async Task A_truncated_onnx_file_is_refused_by_name(int bytes)
    {
        var named = await _cli.RunAsync("models inspect nasnet-mini --json --data {data}");
        using var json = JsonDocument.Parse(named.Output);
        var whole = File.ReadAllBytes(json.RootElement.GetProperty("file").GetString()!);
        var path = _cli.Write("cut.onnx", whole[..bytes]);

        var result = await _cli.RunAsync($"models inspect {path}");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"error: {path} is not an ONNX model", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_imported_onnx_file_can_be_listed_verified_and_is_refused_once_it_changes()
    {
        var named = await _cli.RunAsync("models inspect mobilenet-mini --json --data {data}");
        using var json = JsonDocument.Parse(named.Output);
        var source = _cli.Write("mine.onnx", File.ReadAllBytes(json.RootElement.GetProperty("file").GetString()!));
        var labels = _cli.Write("labels.txt", System.Text.Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 16).Select(i => $"class {i}"))));

        var imported = await _cli.RunAsync($"models import {source} --labels {labels} --preprocess none --data {{data}}");
        Assert.True(imported.ExitCode == 0, imported.Error);
        Assert.Equal(0, (await _cli.RunAsync("models verify mine --data {data}")).ExitCode);

        var file = Directory.GetFiles(Path.Combine(_cli.Data, "models"), "mine*.onnx").Single();
        File.AppendAllText(file, "x");
        var verified = await _cli.RunAsync("models verify mine --data {data}");
        Assert.Equal(1, verified.ExitCode);
        Assert.StartsWith("mine: Model 'mine' is refused:", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_of_another_size_can_be_generated_and_costs_less()
    {
        var generated = await _cli.RunAsync("models generate mobilenetv2 --name half --width 0.5 --input-size 96 --classes 10 --data {data}");
        Assert.True(generated.ExitCode == 0, generated.Error);

        var inspected = await _cli.RunAsync("models inspect half --json --data {data}");
        using var json = JsonDocument.Parse(inspected.Output);
        Assert.Equal(["N", "96", "96", "3"], Shape(json.RootElement.GetProperty("inputs")[0]));
        Assert.Equal(["N", "10"], Shape(json.RootElement.GetProperty("outputs")[0]));
        Assert.InRange(json.RootElement.GetProperty("multiplyAdds").GetInt64(), 10_000_000, 30_000_000);
        Assert.Equal("untrained: latency only", json.RootElement.GetProperty("caveat").GetString());
    }

    [Fact]
    public async Task A_generated_model_hides_no_model_that_has_meaning()
    {
        var result = await _cli.RunAsync("models generate mobilenet-mini --name mobilenet-mini --data {data}");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("comes with the program", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_few_labels_for_an_imported_file_write_nothing()
    {
        var named = await _cli.RunAsync("models inspect mobilenet-mini --json --data {data}");
        using var json = JsonDocument.Parse(named.Output);
        var source = _cli.Write("mine.onnx", File.ReadAllBytes(json.RootElement.GetProperty("file").GetString()!));
        var labels = _cli.Write("labels.txt", "one\ntwo"u8.ToArray());

        var result = await _cli.RunAsync($"models import {source} --labels {labels} --preprocess none --data {{data}}");

        Assert.Equal(1, result.ExitCode);
        Assert.False(Directory.Exists(Path.Combine(_cli.Data, "models")));
    }

    [Fact]
    public async Task Evaluate_reports_every_model_and_the_ensemble()
    {
        var result = await _cli.RunAsync("models evaluate --limit 320 --json --data {data}");

        Assert.True(result.ExitCode == 0, result.Error);
        using var json = JsonDocument.Parse(result.Output);
        var rows = json.RootElement.GetProperty("accuracy").EnumerateArray().ToDictionary(row => row.GetProperty("model").GetString()!);
        Assert.Equal(["efficientnet-mini", "ensemble", "mobilenet-mini", "nasnet-mini"], rows.Keys.Order(StringComparer.Ordinal));
        Assert.All(rows.Values, row =>
        {
            Assert.Equal(320, row.GetProperty("total").GetInt32());
            var top1 = row.GetProperty("top1").GetDouble();
            Assert.InRange(top1, 0.6, 1);
            Assert.InRange(top1, row.GetProperty("low").GetDouble(), row.GetProperty("high").GetDouble());
        });
        Assert.Equal(3, json.RootElement.GetProperty("mcnemar").GetArrayLength());
    }

    private static string?[] Shape(JsonElement value) => [.. value.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetString())];
}
