namespace Ensemble.Lambda.Isolation;

/// <summary>Where control groups are mounted, and which group this process is in.</summary>
internal static class Mounts
{
    /// <summary>The folder that the groups of all emulators are in.</summary>
    public const string GroupName = "ensemble-lambda";

    /// <summary>The mount points of version 1 by controller, e.g. <c>cpu</c>; controllers may share one.</summary>
    public static IReadOnlyDictionary<string, string> Version1()
    {
        var mounts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (point, type, options) in All())
        {
            foreach (var option in type == "cgroup" ? options.Split(',') : [])
            {
                mounts.TryAdd(option, point);
            }
        }

        return mounts;
    }

    /// <summary>The mount point of version 2; null: there is none.</summary>
    public static string? Version2() => All().FirstOrDefault(mount => mount.Type == "cgroup2").Point;

    /// <summary>
    /// Folders below a mount in which groups may be made: its root, a fixed place where a later start finds what an earlier
    /// one left; then the groups that this process is in, from the outermost to the innermost.
    /// </summary>
    /// <param name="mount">The mount point.</param>
    /// <param name="controller">A controller of version 1; empty: version 2.</param>
    public static IEnumerable<string> Candidates(string mount, string controller)
    {
        var folder = mount;
        yield return folder;
        foreach (var part in OwnGroup(controller).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            folder = Path.Combine(folder, part);
            if (Directory.Exists(folder))
            {
                yield return folder;
            }
        }
    }

    // A line: 'number:controller,controller:/path'; version 2 has number 0 and no controllers.
    private static string OwnGroup(string controller) => ReadLines("/proc/self/cgroup")
        .Select(line => line.Split(':', 3))
        .Where(fields => fields.Length == 3 && (controller.Length == 0 ? fields[0] == "0" : fields[1].Split(',').Contains(controller)))
        .Select(fields => fields[2])
        .FirstOrDefault(string.Empty);

    // A line: 'id parent major:minor root mount-point options… - type source super-options'.
    private static IEnumerable<(string Point, string Type, string Options)> All() => ReadLines("/proc/self/mountinfo")
        .Select(line => line.Split(" - ", 2))
        .Where(halves => halves.Length == 2)
        .Select(halves => (Left: halves[0].Split(' '), Right: halves[1].Split(' ')))
        .Where(fields => fields is { Left.Length: > 4, Right.Length: > 2 })
        .Select(fields => (fields.Left[4], fields.Right[0], fields.Right[2]));

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
