using System.Diagnostics;
using System.Text;
using Ensemble.Testing;
using Microsoft.Playwright;

namespace Ensemble.Browser.Tests;

/// <summary>The whole platform as one command starts it, and a browser.</summary>
public sealed class PlatformFixture : IAsyncLifetime
{
    private static readonly string Program = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "AppHost", new DirectoryInfo(AppContext.BaseDirectory).Name, OperatingSystem.IsWindows() ? "Ensemble.AppHost.exe" : "Ensemble.AppHost"));

    private readonly string _folder = Directory.CreateTempSubdirectory("browser-").FullName;
    private readonly StringBuilder _written = new();
    private readonly TaskCompletionSource _healthy = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _host;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where the dashboard is.</summary>
    public string Address { get; private set; } = string.Empty;

    /// <summary>Why there is no browser; null: there is one.</summary>
    public string? Missing { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (await BrowserProgram.FindAsync() is not { } program)
        {
            Missing = "There is no Chromium: install it, e.g. with 'apt-get install chromium', or with Playwright's own script.";
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = program.Length == 0 ? null : program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var (dashboard, lambda, stepFunctions) = (LoopbackPort.Free(), LoopbackPort.Free(), LoopbackPort.Free());
        Address = $"http://127.0.0.1:{dashboard}";
        _host = new Process
        {
            StartInfo = new(Program, ["--data", _folder, "--no-first-run", "--dashboard-port", $"{dashboard}", "--lambda-port", $"{lambda}", "--stepfunctions-port", $"{stepFunctions}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        _host.OutputDataReceived += (_, line) => Read(line.Data);
        _host.ErrorDataReceived += (_, line) => Read(line.Data);
        _host.Start();
        _host.BeginOutputReadLine();
        _host.BeginErrorReadLine();
        await Task.WhenAny(_healthy.Task, _host.WaitForExitAsync());
        Assert.True(_healthy.Task.IsCompleted, _written.ToString());
    }

    /// <summary>Opens a page of a visitor who was never here; its errors are collected.</summary>
    public async Task<(IPage Page, List<string> Errors)> OpenAsync(string path, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        // In CI a browser must be there.
        Assert.SkipWhen(Missing is not null && Environment.GetEnvironmentVariable("CI") != "true", Missing ?? string.Empty);
        Assert.Null(Missing);
        var context = await _browser!.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme, BaseURL = Address });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(60_000);
        var errors = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                errors.Add(message.Text);
            }
        };
        page.PageError += (_, error) => errors.Add(error);
        await page.GotoAsync(path);
        return (page, errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_host is { HasExited: false })
        {
            using var kill = Process.Start("/bin/sh", ["-c", $"kill -TERM {_host.Id}"]);
            await _host.WaitForExitAsync();
        }

        _host?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Read(string? line)
    {
        lock (_written)
        {
            _written.AppendLine(line);
        }

        if (line?.Contains("All are healthy", StringComparison.Ordinal) == true)
        {
            _healthy.TrySetResult();
        }
    }
}
