using System.Diagnostics;

namespace Ensemble.Benchmarks;

/// <summary>Where the programs under test are: built beside this one, or published on demand.</summary>
internal static class Programs
{
    /// <summary>The emulator of Lambda.</summary>
    public static string LambdaEmulator { get; } = Path.Combine(Outputs, "Lambda.Server", Configuration, "Ensemble.Lambda.Server");

    /// <summary>The emulator of Step Functions.</summary>
    public static string StepFunctionsEmulator { get; } = Path.Combine(Outputs, "StepFunctions.Server", Configuration, "Ensemble.StepFunctions.Server");

    /// <summary>The whole platform.</summary>
    public static string AppHost { get; } = Path.Combine(Outputs, "AppHost", Configuration, "Ensemble.AppHost");

    /// <summary>The functions as they are built for development.</summary>
    public static string Functions { get; } = Path.Combine(Outputs, "Host", Configuration);

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Name;

    private static string Outputs => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", ".."));

    private static string Root => Path.GetFullPath(Path.Combine(Outputs, "..", ".."));

    /// <summary>Publishes the functions and returns the folder, in a temporary one of its own.</summary>
    /// <param name="profile">A publish profile: <c>Jit</c>, <c>ReadyToRun</c> or <c>NativeAot</c>.</param>
    public static string Publish(string profile)
    {
        // Apart from the outputs of the build, which publishing would replace.
        var root = Directory.CreateTempSubdirectory($"ensemble-{profile.ToLowerInvariant()}-").FullName;
        var folder = Path.Combine(root, "published");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, WorkingDirectory = Root };
        foreach (var argument in (ReadOnlySpan<string>)["publish", "Functions/Host", $"-p:PublishProfile={profile}", $"-p:ArtifactsPath={root}/artifacts", $"-p:PublishDir={folder}/", "--nologo"])
        {
            start.ArgumentList.Add(argument);
        }

        Console.Error.WriteLine($"Publishing the functions as {profile} …");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? folder : throw new InvalidOperationException($"Publishing as {profile} failed:\n{output}");
    }
}
