using System.Diagnostics;

namespace Ensemble.Browser.Tests;

/// <summary>A Chromium for the tests: the machine's, else Playwright's own, else Debian's where it may be installed.</summary>
internal static class BrowserProgram
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <summary>Its path; empty: Playwright knows; null: there is none.</summary>
    public static async Task<string?> FindAsync()
    {
        if (OnPath() is { } present)
        {
            return present;
        }

        if (Directory.Exists(Own()) && Directory.EnumerateDirectories(Own(), "chromium*").Any())
        {
            return string.Empty;
        }

        if (OperatingSystem.IsLinux() && Environment.UserName == "root" && File.Exists("/usr/bin/apt-get"))
        {
            await RunAsync("apt-get update -qq && apt-get install -y -qq chromium");
        }

        return OnPath();
    }

    private static string? OnPath() => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    private static string Own() => Environment.GetEnvironmentVariable("PLAYWRIGHT_BROWSERS_PATH") is { Length: > 0 } path
        ? path
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), OperatingSystem.IsMacOS() ? "Library/Caches/ms-playwright" : OperatingSystem.IsWindows() ? "AppData/Local/ms-playwright" : ".cache/ms-playwright");

    private static async Task RunAsync(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{{ {script}; }} >/dev/null 2>&1"]))!;
        await shell.WaitForExitAsync();
    }
}
