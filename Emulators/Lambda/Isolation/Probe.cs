namespace Ensemble.Lambda.Isolation;

/// <summary>Finds out whether a sandbox works by using it.</summary>
internal static class Probe
{
    /// <summary>Whether a process can be started in a sandbox, be stopped there and end well.</summary>
    public static async Task<bool> RunsInAsync(ISandbox sandbox)
    {
        var process = sandbox.Start(new(["/bin/sh", "-c", "exit 7"], "/", new Dictionary<string, string>(), _ => { }));
        sandbox.Freeze();
        sandbox.Thaw();
        return (await process.Exited).Code == 7;
    }
}
