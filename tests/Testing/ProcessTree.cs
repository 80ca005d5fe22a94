using System.Diagnostics;
using System.Globalization;

namespace Ensemble.Testing;

/// <summary>Processes of this machine as /proc tells of them. Compiled into the tests that start some.</summary>
internal static class ProcessTree
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Sends a signal, e.g. <c>KILL</c>.</summary>
    public static async Task SignalAsync(string signal, int id, CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", ["-s", signal, id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Waits until all are gone, or are nobody's and only wait to be taken note of.</summary>
    public static async Task GoneAsync(IEnumerable<int> processes, CancellationToken cancellationToken)
    {
        foreach (var id in processes)
        {
            while (IsRunning(id))
            {
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
        }
    }

    /// <summary>Whether it is there, and not only waits to be taken note of.</summary>
    public static bool IsRunning(int id) => Stat(id) is { State: not "Z" };

    /// <summary>The name of the file that a process executes; null: it has ended.</summary>
    public static string? ProgramOf(int id)
    {
        try
        {
            return Path.GetFileName(File.ResolveLinkTarget($"/proc/{id}/exe", returnFinalTarget: false)?.FullName);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What a process has started, and what those have.</summary>
    public static IReadOnlyList<int> Descendants(int id)
    {
        var children = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .ToLookup(process => Stat(process)?.Parent);
        var found = children[id].ToList();
        for (var i = 0; i < found.Count; i++)
        {
            found.AddRange(children[found[i]]);
        }

        return found;
    }

    private static (string State, int Parent)? Stat(int id)
    {
        try
        {
            // The name, in parentheses, may hold anything.
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[0], int.Parse(fields[1], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
