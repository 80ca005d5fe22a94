using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Ensemble.Browser.Tests;

/// <summary>
/// What a user does, page by page, with the whole platform behind it. The order is a story: the first test begins with an
/// empty store.
/// </summary>
[TestMethodOrderer(typeof(ByName))]
public sealed partial class DashboardTests(PlatformFixture platform) : IClassFixture<PlatformFixture>
{
    private const string Plan = """
        {
          "accuracy": { "models": ["mobilenet-mini", "nasnet-mini"], "items": 300 },
          "latency": { "models": ["mobilenet-mini", "nasnet-mini"], "batches": [1, 5], "repeats": 6, "coldStarts": 1, "warmUps": 1 }
        }
        """;

    [Fact]
    public async Task T1_an_empty_platform_says_what_to_do_on_every_page()
    {
        var (page, errors) = await platform.OpenAsync("/");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Does an ensemble belong in serverless?");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Run the quick study" })).ToBeEnabledAsync();

        foreach (var (link, words) in new[] { ("Experiments", "There are no experiments yet"), ("Executions", "Nothing has been executed yet"), ("Functions", "There are no functions yet"), ("Playground", "Nothing predicted yet") })
        {
            await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = link }).ClickAsync();
            await Expect(page.GetByText(words)).ToBeVisibleAsync();
        }

        Assert.Empty(errors);
    }

    [Fact]
    public async Task T2_an_experiment_is_started_from_a_plan_followed_and_read()
    {
        var (page, errors) = await platform.OpenAsync("/experiments");
        await page.GetByRole(AriaRole.Button, new() { Name = "New experiment" }).ClickAsync();
        var plan = page.GetByLabel("Plan as JSON");
        await plan.FillAsync("""{ "latency": { "memorySize": 1 } }""");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("latency.memorySize: '1' is not possible");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Start" })).ToBeDisabledAsync();
        await plan.FillAsync(Plan);
        await page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();

        await Expect(page.Locator("tbody .badge")).ToHaveTextAsync("running");
        await Expect(page.GetByRole(AriaRole.Progressbar)).ToBeVisibleAsync();
        await Expect(page.Locator("tbody .badge")).ToHaveTextAsync("finished", new() { Timeout = 180_000 });

        await page.Locator("tbody a").ClickAsync();
        await Expect(page.Locator(".chart svg.apexcharts-svg")).ToHaveCountAsync(4);
        await page.Locator(".panel", new() { HasText = "What is taken for what" }).GetByRole(AriaRole.Combobox).SelectOptionAsync("mobilenet-mini");
        await Expect(page.Locator(".confusion tbody tr")).ToHaveCountAsync(16);
        await Expect(page.GetByText("Cold against warm")).ToBeVisibleAsync();
        await Expect(page.GetByText("Finished.")).ToBeVisibleAsync();
        await Expect(page.GetByText("The ensemble names the right class for")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { NameRegex = Ensemble() }).First).ToBeVisibleAsync();
        foreach (var format in new[] { "json", "csv", "markdown", "latex" })
        {
            var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = format, Exact = true }).ClickAsync());
            Assert.True(new FileInfo(await download.PathAsync()).Length > 100, format);
        }

        await page.GetByLabel("Subject").SelectOptionAsync("mobilenet-mini");
        await Expect(page.Locator(".tall tbody tr td:nth-child(3)", new() { HasText = "nasnet-mini" })).ToHaveCountAsync(0);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task T3_the_overview_tells_what_was_found_in_words_and_pictures()
    {
        var (page, errors) = await platform.OpenAsync("/");

        await Expect(page.GetByText("times as fast (95 % interval")).ToBeVisibleAsync();
        await Expect(page.Locator(".chart svg.apexcharts-svg")).ToHaveCountAsync(2);
        await Expect(page.Locator(".tile")).ToHaveCountAsync(4);
        await page.Locator(".apexcharts-menu-icon").First.ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByText("Download CSV").First.ClickAsync());
        Assert.Contains("mobilenet", await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task T4_a_second_experiment_is_stopped_resumed_compared_and_deleted()
    {
        var (page, errors) = await platform.OpenAsync("/experiments");
        await page.GetByRole(AriaRole.Button, new() { Name = "New experiment" }).ClickAsync();
        await page.GetByLabel("Plan as JSON").FillAsync(Plan.Replace("\"accuracy\"", "\"seed\": 2, \"accuracy\"", StringComparison.Ordinal).Replace("\"repeats\": 6", "\"repeats\": 12", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        var first = page.Locator("tbody tr").First;
        await first.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(first.Locator(".badge")).ToHaveTextAsync("cancelled");
        await first.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(first.Locator(".badge")).ToHaveTextAsync("finished", new() { Timeout = 180_000 });

        foreach (var box in await page.GetByRole(AriaRole.Checkbox).AllAsync())
        {
            await box.CheckAsync();
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Compare 2 chosen" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "p, Holm" })).ToHaveCountAsync(2);
        await Expect(page.Locator(".panel").Nth(1).Locator("tbody tr")).ToHaveCountAsync(3);
        await Expect(page.Locator(".panel").Nth(2).Locator("tbody tr")).ToHaveCountAsync(8);

        await page.GoBackAsync();
        await first.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await first.GetByRole(AriaRole.Button, new() { Name = "Delete for good" }).ClickAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task T5_a_picture_is_predicted_and_its_execution_looked_into()
    {
        var (page, errors) = await platform.OpenAsync("/playground");
        await page.GetByLabel("Item of shapes").FillAsync("11");
        await page.GetByLabel("Item of shapes").PressAsync("Enter");
        await Expect(page.GetByAltText("Item 11 of shapes")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Predict" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Ensemble:" })).ToBeVisibleAsync();
        await Expect(page.Locator(".ranks")).ToHaveCountAsync(4);
        await Expect(page.GetByText("True class:")).ToBeVisibleAsync();

        await ShowsTimelineAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Its execution" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Events" })).ToBeVisibleAsync();
        await ShowsTimelineAsync(page);
        var state = page.GetByRole(AriaRole.Button, new() { NameRegex = NasnetState() });
        await state.FocusAsync();
        await state.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Output" })).ToBeVisibleAsync();
        await Expect(page.Locator("pre").First).ToContainTextAsync("\"dataSet\"");
        await Expect(page.GetByText("ExecutionSucceeded")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "All executions" }).ClickAsync();
        await page.GetByLabel("Filter").FillAsync("PLAYGROUND");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "playground-parallel" })).ToHaveCountAsync(1);
        await Expect(page.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        await page.GetByLabel("Filter").FillAsync("no such thing");
        await Expect(page.GetByText("No execution is like that")).ToBeVisibleAsync();
        Assert.Empty(errors);
    }

    [Fact]
    public async Task T6_an_image_of_the_users_own_is_predicted_and_one_that_is_none_is_explained()
    {
        var (page, errors) = await platform.OpenAsync("/playground");
        var item = page.GetByAltText("Item 7 of shapes");
        await Expect(item).ToBeVisibleAsync();
        var picture = await item.ScreenshotAsync();
        await page.GetByLabel("Choose an image").SetInputFilesAsync(new FilePayload { Name = "broken.png", MimeType = "image/png", Buffer = "no picture"u8.ToArray() });
        await Expect(page.GetByAltText("broken.png")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Predict" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert).First).ToBeVisibleAsync();
        await page.GetByLabel("Choose an image").SetInputFilesAsync(new FilePayload { Name = "own.png", MimeType = "image/png", Buffer = picture });
        await Expect(page.GetByAltText("own.png")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Predict" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Ensemble:" })).ToBeVisibleAsync();
        await Expect(page.GetByText("True class:")).ToHaveCountAsync(0);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task T7_functions_are_seen_with_their_environments_and_logs()
    {
        var (page, errors) = await platform.OpenAsync("/functions");
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "idle" }).First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Row, new() { NameRegex = MobilenetFunction() }).GetByRole(AriaRole.Button, new() { Name = "Log" }).First.ClickAsync();
        await Expect(page.Locator(".log")).ToContainTextAsync("REPORT RequestId:");
        await Expect(page.Locator(".chart svg.apexcharts-svg")).ToHaveCountAsync(1);
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task T8_every_page_fits_its_window_and_follows_the_theme(int width, ColorScheme scheme)
    {
        var (page, errors) = await platform.OpenAsync("/experiments", width, scheme);
        var experiment = await page.Locator("tbody a").First.GetAttributeAsync("href");
        foreach (var path in new[] { "/", "/experiments", experiment!, $"/compare?ids={experiment!.Split('/')[^1]}", "/executions", "/functions", "/playground", "/nowhere" })
        {
            await page.GotoAsync(path);
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            Assert.Equal(scheme == ColorScheme.Dark ? "dark" : "light", await page.EvaluateAsync<string>("document.documentElement.dataset.theme"));
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth") <= 0, $"{path} is wider than {width} pixels");
        }

        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Switch between light and dark" }).ClickAsync();
        Assert.Equal(scheme == ColorScheme.Dark ? "light" : "dark", await page.EvaluateAsync<string>("document.documentElement.dataset.theme"));

        // The browser itself says of a page that is not there that it is not.
        Assert.DoesNotContain(errors, error => !error.Contains("404", StringComparison.Ordinal));
    }

    private static async Task ShowsTimelineAsync(IPage page)
    {
        foreach (var part in new[] { "client", "playground-parallel", "ƒ playground-model-nasnet-mini", "predict" })
        {
            await Expect(page.Locator(".gantt .name", new() { HasText = part }).First).ToBeVisibleAsync();
        }
    }

    [GeneratedRegex("ensemble.*parallel")]
    private static partial Regex Ensemble();

    [GeneratedRegex("nasnet-mini, Task, succeeded")]
    private static partial Regex NasnetState();

    [GeneratedRegex("playground-model-mobilenet-mini.*MB")]
    private static partial Regex MobilenetFunction();
}
