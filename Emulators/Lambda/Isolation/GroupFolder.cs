namespace Ensemble.Lambda.Isolation;

/// <summary>A control group as a folder: made, emptied and removed.</summary>
internal static class GroupFolder
{
    private const int Attempts = 200;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(5);

    /// <summary>Removes a group; the kernel may take a moment to let go of its last process.</summary>
    public static async Task RemoveAsync(string folder, TimeProvider time)
    {
        for (var attempt = 0; Directory.Exists(folder) && attempt < Attempts; attempt++)
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (IOException)
            {
                await Task.Delay(Wait, time);
            }
        }
    }

    /// <summary>Kills every process in the groups below a folder, and removes the groups and the folder.</summary>
    /// <param name="folder">A run's folder, with a group per sandbox.</param>
    /// <param name="thaw">Lets the processes of a group go on, so that they can die.</param>
    /// <param name="time">The clock.</param>
    /// <returns>How many processes were killed.</returns>
    public static async Task<int> RemoveTreeAsync(string folder, Action<string> thaw, TimeProvider time)
    {
        var killed = new HashSet<int>();
        foreach (var group in Directory.Exists(folder) ? Directory.GetDirectories(folder) : [])
        {
            while (ControlFile.Processes(Path.Combine(group, "cgroup.procs")) is { Count: > 0 } processes)
            {
                foreach (var process in processes)
                {
                    killed.Add(process);
                    _ = Native.Kill(process, Native.SigKill);
                }

                thaw(group);
                await Task.Delay(Wait, time);
            }

            await RemoveAsync(group, time);
        }

        await RemoveAsync(folder, time);
        TryRemoveParent(folder);
        return killed.Count;
    }

    // The folder of all runs goes with the last of them.
    private static void TryRemoveParent(string folder)
    {
        try
        {
            Directory.Delete(Path.GetDirectoryName(folder)!);
        }
        catch (IOException)
        {
            // Another emulator uses it.
        }
    }
}
