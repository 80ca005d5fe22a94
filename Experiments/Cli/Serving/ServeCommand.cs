using System.CommandLine;
using Ensemble.Cli.Experiments;
using Ensemble.Models;
using Ensemble.Runner;
using Ensemble.Runner.Service;
using Ensemble.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ensemble.Cli.Serving;

/// <summary><c>ensemble serve</c>: the background runner.</summary>
internal static class ServeCommand
{
    private const long LargestBody = 8 * 1024 * 1024;

    private static readonly Option<string> Urls = new("--urls") { Description = "Where it listens.", DefaultValueFactory = _ => "http://127.0.0.1:5181" };
    private static readonly Option<bool> FirstRun = new("--first-run") { Description = "Runs the quick study of the paper if no experiment has been recorded yet." };
    private static readonly Option<Uri> Lambda = ExperimentOptions.Endpoint("--lambda-endpoint", "Lambda", "http://127.0.0.1:9001");
    private static readonly Option<Uri> StepFunctions = ExperimentOptions.Endpoint("--stepfunctions-endpoint", "Step Functions", "http://127.0.0.1:8083");
    private static readonly Option<DirectoryInfo?> Functions = ExperimentOptions.Functions();
    private static readonly Option<DirectoryInfo?> Data = CommonOptions.Data();

    public static Command Create(Terminal terminal)
    {
        var command = new Command("serve", "Runs experiments in the background, for the dashboard; AppHost starts it.") { Urls, FirstRun, Lambda, StepFunctions, Functions, Data };
        command.SetAction((parsed, cancellation) => RunAsync(parsed, terminal, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var store = await parsed.StoreAsync(Data, cancellation);
        var cache = Path.Combine(parsed.DataFolder(Data), "cache");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
        var system = ExperimentOptions.System(parsed.GetRequiredValue(Lambda), parsed.GetRequiredValue(StepFunctions), parsed.GetValue(Functions)?.FullName, http);
        using var queue = new ExperimentQueue(store, new PaperExperiment(store, system, parsed.Catalog(Data), cache, TimeProvider.System), parsed.GetValue(FirstRun));

        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "ensemble" });
        builder.WebHost.UseUrls(parsed.GetRequiredValue(Urls));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
        });
        builder.AddServiceDefaults("runner");
        builder.Services.AddSingleton<IHostedService>(queue);
        await using var app = builder.Build();
        app.MapDefaultEndpoints();
        new RunnerEndpoints(queue, new Playground(system, parsed.Catalog(Data), cache)).Map(app);
        try
        {
            await app.ListenAsync(parsed.GetRequiredValue(Urls), cancellation);
        }
        catch (ListenException exception)
        {
            throw new EnsembleException(exception.Message, exception);
        }

        await terminal.Output.WriteLineAsync($"Background runner at {app.Urls.First()}, data in {parsed.DataFolder(Data)}.");
        await terminal.Output.FlushAsync(cancellation);
        await app.WaitForShutdownAsync(cancellation);
        return 0;
    }
}
