using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Ensemble.Architecture.Tests;

/// <summary>The working tree these tests were built from; folders are relative, with forward slashes.</summary>
internal static partial class SourceTree
{
    private static readonly string[] Generated = ["artifacts", "bin", "obj", "TestResults", "node_modules"];

    public static string Root { get; } = FindRoot();

    /// <summary>All files but generated ones and those in folders whose name begins with a dot, other than <c>.ci</c>.</summary>
    public static IEnumerable<string> Files() => Walk(new DirectoryInfo(Root)).Select(file => Relative(file.FullName));

    public static IReadOnlyList<Project> Projects { get; } =
        [.. Files().Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Project.Read)];

    /// <summary>Project files the solution names.</summary>
    public static IReadOnlyList<string> SolutionProjects { get; } =
        [.. SolutionLine().Matches(File.ReadAllText(Path.Combine(Root, "Ensemble.sln")))
            .Select(match => match.Groups[1].Value.Replace('\\', '/'))];

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) =>
        folder.EnumerateFiles().Concat(folder.EnumerateDirectories().Where(IsSource).SelectMany(Walk));

    private static bool IsSource(DirectoryInfo folder) =>
        !Generated.Contains(folder.Name) && (!folder.Name.StartsWith('.') || folder.Name == ".ci") && folder.LinkTarget is null;

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Ensemble.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Ensemble.sln.");
    }

    [GeneratedRegex("""^Project\(.*?\) = ".*?", "(.*?\.csproj)",""", RegexOptions.Multiline)]
    private static partial Regex SolutionLine();
}

/// <summary>One project file.</summary>
/// <param name="File">Its path.</param>
/// <param name="References">
/// Folders of the projects it compiles against. A reference that only builds another program first
/// (<c>ReferenceOutputAssembly="false"</c>) is no arrow.
/// </param>
internal sealed record Project(string File, IReadOnlyList<string> References)
{
    public string Folder => File.Contains('/', StringComparison.Ordinal) ? File[..File.LastIndexOf('/')] : "";

    public static Project Read(string file)
    {
        var folder = Path.GetDirectoryName(Path.Combine(SourceTree.Root, file))!;
        var references = Elements(file, "ProjectReference")
            .Where(reference => Value(reference, "ReferenceOutputAssembly") is not "false")
            .Select(reference => Value(reference, "Include") ?? "")
            .Select(include => SourceTree.Relative(Path.GetFullPath(Path.Combine(folder, include.Replace('\\', '/')))))
            .Select(path => path.Contains('/', StringComparison.Ordinal) ? path[..path.LastIndexOf('/')] : path);
        return new Project(file, [.. references]);
    }

    public static IEnumerable<XElement> Elements(string file, string name) =>
        XDocument.Load(Path.Combine(SourceTree.Root, file)).Descendants().Where(element => element.Name.LocalName == name);

    /// <summary>Item metadata, written as an attribute or as an element.</summary>
    public static string? Value(XElement item, string name) =>
        (string?)item.Attribute(name) ?? (string?)item.Elements().FirstOrDefault(element => element.Name.LocalName == name);
}
