using System.Diagnostics;
using System.Globalization;

namespace Ensemble.Lambda.Isolation;

/// <summary>
/// The files of one run of the emulator. While it runs it holds a lock; whoever finds a folder whose lock is free knows
/// that its emulator has ended, however it ended, and removes what it left.
/// </summary>
public sealed class RunFolder : IAsyncDisposable
{
    private const string LockName = "lock";
    private const string WorkersName = "workers";

    private readonly string _root;
    private readonly string _folder;
    private readonly FileStream _lock;
    private readonly Lock _gate = new();

    private RunFolder(string root, string id)
    {
        _root = root;
        Id = id;
        _folder = Path.Combine(root, id);
        Directory.CreateDirectory(_folder);
        _lock = new(Path.Combine(_folder, LockName), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>The run's name, which its control groups have too: the process id and a number.</summary>
    public string Id { get; }

    /// <summary>How many processes of earlier runs were killed at the start.</summary>
    public int Killed { get; internal set; }

    /// <summary>Where code packages are unpacked.</summary>
    public string CodeFolder => Path.Combine(_folder, "code");

    /// <summary>Makes the folder of a new run, and removes what is left of runs that have ended.</summary>
    /// <param name="root">The folder of all runs; null: in the system's folder for temporary files.</param>
    public static RunFolder Create(string? root = null)
    {
        root ??= Path.Combine(Path.GetTempPath(), Mounts.GroupName);
        Directory.CreateDirectory(root);
        var run = new RunFolder(root, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Stopwatch.GetTimestamp():x}"));
        foreach (var folder in Directory.GetDirectories(root))
        {
            run.RemoveIfDead(folder);
        }

        return run;
    }

    /// <summary>Whether the emulator of a run still runs.</summary>
    internal bool IsAlive(string id)
    {
        var folder = Path.Combine(_root, id);
        if (File.Exists(Path.Combine(folder, LockName)))
        {
            using var free = TryLock(folder);
            return free is null;
        }

        // An emulator with another folder for temporary files, or one that was stopped while it made or removed its folder:
        // its process tells.
        return int.TryParse(id.Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var process) && Native.Kill(process, 0) == 0;
    }

    /// <summary>The folder of a sandbox.</summary>
    internal string TemporaryFolder(string sandbox) => Path.Combine(_folder, "sandboxes", sandbox);

    /// <summary>Notes a worker that no control group remembers.</summary>
    internal void NoteWorker(Process process)
    {
        try
        {
            var line = $"{process.Id} {StartOf(process)}\n";
            lock (_gate)
            {
                File.AppendAllText(Path.Combine(_folder, WorkersName), line);
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended already: there is nothing to remember.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Delete(_folder);
        await _lock.DisposeAsync();
    }

    private void RemoveIfDead(string folder)
    {
        using var free = TryLock(folder);
        if (free is null && IsAlive(Path.GetFileName(folder)))
        {
            return;
        }

        foreach (var worker in File.Exists(Path.Combine(folder, WorkersName)) ? File.ReadAllLines(Path.Combine(folder, WorkersName)) : [])
        {
            if (worker.Split(' ') is [var id, var start] && int.TryParse(id, CultureInfo.InvariantCulture, out var process) && TryKill(process, start))
            {
                Killed++;
            }
        }

        Delete(folder);
    }

    // Null: somebody holds it, it is this run's own, or it is not there. The file is never made here: it would keep the
    // folder of a run that ends from being removed.
    private static FileStream? TryLock(string folder)
    {
        try
        {
            return new(Path.Combine(folder, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool TryKill(int id, string start)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            if (StartOf(process) != start)
            {
                return false;
            }

            process.Kill(entireProcessTree: true);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static string StartOf(Process process) =>
        process.StartTime.ToUniversalTime().ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A later start tries again.
        }
    }
}
