using System.Text.Json;
using Ensemble.Contracts;
using Ensemble.Contracts.Predictions;
using Ensemble.Runner.Systems;

namespace Ensemble.EndToEnd.Tests;

/// <summary>The functions, however they are compiled, under the emulator.</summary>
public sealed class PublishedFunctionsTests : IDisposable
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", ".."));

    private readonly string _folder = Directory.CreateTempSubdirectory("published-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_ensemble_of_two_models_runs_as_it_was_built_for_development() =>
        await RunAsync(Path.Combine(AppContext.BaseDirectory, "..", "..", "Host", new DirectoryInfo(AppContext.BaseDirectory).Name));

    [Theory]
    [InlineData("ReadyToRun")]
    [InlineData("NativeAot")]
    public async Task An_ensemble_of_two_models_runs_as_it_was_published(string profile)
    {
        if (profile == "NativeAot")
        {
            await Tool.RequireAsync("clang is not installed, which native compilation needs: 'apt-get install clang zlib1g-dev'.", "clang", "--version");
        }

        var (code, output) = await Tool.RunAsync(
            "dotnet", "publish", Path.Combine(Root, "Functions", "Host"), $"-p:PublishProfile={profile}",
            $"-p:ArtifactsPath={_folder}/artifacts", $"-p:PublishDir={_folder}/published/");
        Assert.True(code == 0, output);

        Assert.InRange(FunctionPackage.ForAws(Path.Combine(_folder, "published")).Zip.Length, 1, FunctionPackage.MaxBytes);
        await RunAsync(Path.Combine(_folder, "published"));
    }

    private static async Task RunAsync(string folder)
    {
        await using var emulator = await EmulatorBench.StartAsync(
            Function("a", "model", ("ENSEMBLE_MODEL", "mobilenet-mini")),
            Function("b", "model", ("ENSEMBLE_MODEL", "nasnet-mini")),
            Function("ensemble", "ensemble"));
        const string request = """{"items":{"dataSet":{"name":"shapes","split":"test","first":0,"count":40}}}""";

        var branches = await Task.WhenAll(emulator.InvokeAsync("a", request), emulator.InvokeAsync("b", request));
        var combined = await emulator.InvokeAsync("ensemble", $$"""{"branches":[{{branches[0]}},{{branches[1]}}],"form":"Compact"}""");

        var response = combined.Deserialize(ContractsJson.Default.EnsembleResponse)!;
        Assert.Equal(["mobilenet-mini", "nasnet-mini"], response.Models.Select(model => model.Model));
        Assert.All(response.Models, model => Assert.InRange(model.Correct!.Value, 28, 40));
        Assert.InRange(response.Correct!.Value, 30, 40);
        Assert.Equal(40, response.Top.Count);
        Assert.All(CompactPredictions.Decode(response.Predictions!.Data, 40, 16), probability => Assert.InRange(probability, 0, 1));
        Assert.All(response.Models, model => Assert.True(model.Timing is { ColdStart: true, Inference: > 0 }));

        Ensemble.Lambda.Functions.FunctionConfiguration Function(string name, string handler, params (string Name, string Value)[] variables) => new()
        {
            Name = name,
            Directory = Path.GetFullPath(folder),
            Handler = handler,
            MemorySize = 1769,
            Timeout = 60,
            Environment = variables.ToDictionary(variable => variable.Name, variable => variable.Value),
        };
    }
}
