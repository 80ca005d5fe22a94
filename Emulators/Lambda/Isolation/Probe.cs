namespace Ensemble.Lambda.Isolation;

/// <summary>Finds out whether an isolation works by using it.</summary>
internal static class Probe
{
    private const long Memory = 64L * 1024 * 1024;

    /// <summary>Whether a process can be started in a sandbox with limits, be frozen and thawed, and end well.</summary>
    public static async Task<bool> WorksAsync(IIsolation isolation)
    {
        try
        {
            await using var sandbox = isolation.CreateSandbox("probe", Memory);
            sandbox.SetCpu(new(0.5, TimeSpan.FromMilliseconds(20)));
            var process = sandbox.Start(new(["/bin/sh", "-c", "exit 7"], "/", new Dictionary<string, string>(), _ => { }));
            sandbox.Freeze();
            sandbox.Thaw();
            return (await process.Exited).Code == 7;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidEntrypointException)
        {
            return false;
        }
    }
}
