namespace Ensemble.Architecture.Tests;

public sealed class ProjectTests
{
    [Fact]
    public void Every_project_is_in_the_table() =>
        AssertNone(SourceTree.Projects.Select(project => project.Folder)
            .Where(folder => !ProjectTable.IsFree(folder) && !ProjectTable.Folders.Contains(folder)));

    [Fact]
    public void Every_reference_is_an_arrow_of_the_table() =>
        AssertNone(SourceTree.Projects.SelectMany(project => project.References.Select(target => ProjectTable.Fault(project.Folder, target))));

    [Theory]
    [InlineData("Experiments/Cli", "Experiments/Runner", true)]
    [InlineData("Experiments/Cli", "Experiments/Store", false)]
    [InlineData("Models", "Experiments/Statistics", false)]
    [InlineData("Emulators/Lambda", "Models", false)]
    [InlineData("Functions/Host", "Emulators/Lambda", false)]
    [InlineData("Models.Training", "Models", true)]
    [InlineData("tests/Models", "Models", true)]
    [InlineData("tests/Models", "Models.Training", false)]
    [InlineData("testsuite", "Models", false)]
    [InlineData("benchmarks", "Experiments/Runner", true)]
    public void The_table_tells_arrows_apart(string from, string to, bool allowed) =>
        Assert.Equal(allowed, ProjectTable.Fault(from, to) is null);

    [Fact]
    public void References_are_read_from_the_project_files() =>
        Assert.Contains("Models", SourceTree.Projects.Single(project => project.Folder == "Experiments/Runner").References);

    [Fact]
    public void The_solution_holds_every_project_but_the_training() =>
        Assert.Equal(
            SourceTree.Projects.Where(project => project.Folder != ProjectTable.Training && MustBeBuilt(project.Folder))
                .Select(project => project.File),
            SourceTree.SolutionProjects.Where(file => MustBeBuilt(Path.GetDirectoryName(file)!.Replace('\\', '/')))
                .Order(StringComparer.Ordinal));

    // A benchmark may stay out of the solution where its packages are too large for every build.
    private static bool MustBeBuilt(string folder) => ProjectTable.IsTest(folder) || !ProjectTable.IsFree(folder);

    [Fact]
    public void Every_test_project_is_named_as_one() =>
        AssertNone(SourceTree.Projects
            .Where(project => ProjectTable.IsTest(project.Folder) && project.Folder != "tests/Testing")
            .Select(project => project.File)
            .Where(file => !file.EndsWith(".Tests.csproj", StringComparison.Ordinal)));

    [Fact]
    public void Package_versions_are_central() =>
        AssertNone(SourceTree.Projects.SelectMany(project => Project.Elements(project.File, "PackageReference")
            .Where(package => Project.Value(package, "Version") is not null || Project.Value(package, "VersionOverride") is not null)
            .Select(package => $"{project.File}: {Project.Value(package, "Include")}")));

    private static void AssertNone(IEnumerable<string?> faults) => Assert.Equal([], faults.OfType<string>());
}
