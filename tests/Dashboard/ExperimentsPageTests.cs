using System.Net;
using System.Net.Http.Json;
using Bunit;
using Ensemble.Dashboard.Components.Pages;
using Ensemble.Runner.Plans;
using Ensemble.Runner.Service;
using Ensemble.Store;
using Ensemble.Testing.Experiments;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Ensemble.Dashboard.Tests;

/// <summary>The list of experiments, over a real store and a runner whose answers are given.</summary>
public sealed class ExperimentsPageTests : BunitContext, IAsyncLifetime
{
    private readonly StoreFolder _folder = new();
    private readonly Answers _runner = new();
    private readonly FakeTimeProvider _time = new();
    private ExperimentStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await _folder.OpenAsync(CancellationToken.None);
        Services.AddSingleton(_store);
        Services.AddSingleton(new RunnerClient(new(_runner) { BaseAddress = new("http://runner/") }));
        Services.AddSingleton<TimeProvider>(_time);
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public void An_empty_list_says_how_to_begin() => Assert.Contains("ensemble run paper", Render<Experiments>().Markup, StringComparison.Ordinal);

    [Fact]
    public async Task An_experiment_whose_process_has_gone_is_interrupted_and_can_be_resumed()
    {
        await AddAsync("1", ExperimentState.Running);
        await AddAsync("2", ExperimentState.Finished);
        await AddAsync("3", ExperimentState.Running);
        using var claim = await _store.TryClaimAsync("3", Xunit.TestContext.Current.CancellationToken);

        var rows = Render<Experiments>().FindAll("tbody tr");

        Assert.Equal(["running", "finished", "interrupted"], rows.Select(row => row.QuerySelector(".badge")!.TextContent));
        Assert.Equal(["Stop", "Delete"], rows[0].QuerySelectorAll("button").Select(button => button.TextContent));
        Assert.Equal(["Delete"], rows[1].QuerySelectorAll("button").Select(button => button.TextContent));
        Assert.Equal(["Resume", "Delete"], rows[2].QuerySelectorAll("button").Select(button => button.TextContent));
    }

    [Fact]
    public async Task Nothing_is_deleted_before_it_was_asked_for_twice()
    {
        await AddAsync("1", ExperimentState.Finished);
        var page = Render<Experiments>();

        await page.Find("button.danger").ClickAsync(new());
        Assert.DoesNotContain(_runner.Asked, asked => asked.StartsWith("DELETE", StringComparison.Ordinal));
        await page.Find("button.danger").ClickAsync(new());

        Assert.Contains("DELETE /experiments/1", _runner.Asked);
    }

    [Fact]
    public async Task A_plan_is_checked_while_it_is_written()
    {
        var page = Render<Experiments>();
        await page.Find("button.main").ClickAsync(new());

        await page.Find("textarea").InputAsync(new() { Value = """{"latency":{"batches":[0]}}""" });

        Assert.Contains("latency.batches: '0' is not possible", page.Find(".error").TextContent, StringComparison.Ordinal);
        Assert.True(page.FindAll("button.main")[1].HasAttribute("disabled"));
    }

    [Fact]
    public async Task A_filter_that_fits_nothing_says_so()
    {
        await AddAsync("1", ExperimentState.Finished);
        var page = Render<Experiments>();

        await page.Find("input[type=search]").InputAsync(new() { Value = "no such thing" });

        Assert.Contains("No experiment is like that", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_runner_that_does_not_answer_is_told_until_it_does_and_hides_nothing()
    {
        await AddAsync("1", ExperimentState.Finished);
        _runner.IsThere = false;

        var page = Render<Experiments>();

        Assert.Contains("does not answer", page.Find(".error").TextContent, StringComparison.Ordinal);
        Assert.Single(page.FindAll("tbody tr"));

        _runner.IsThere = true;
        _time.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".error")));
    }

    private Task AddAsync(string id, ExperimentState state) => _store.AddAsync(
        new() { Id = id, Name = "paper", Plan = PlanJson.Write(PaperPlan.Quick), Seed = 1, Command = "ensemble run paper", Created = DateTimeOffset.UnixEpoch, State = state }, Xunit.TestContext.Current.CancellationToken);

    private sealed class Answers : HttpMessageHandler
    {
        public bool IsThere { get; set; } = true;

        public List<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add($"{request.Method} {request.RequestUri!.AbsolutePath}");
            return IsThere
                ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = request.RequestUri.AbsolutePath == "/progress" ? JsonContent.Create(Array.Empty<RunnerProgress>()) : JsonContent.Create(new Accepted("1")) })
                : throw new HttpRequestException("refused");
        }
    }
}
