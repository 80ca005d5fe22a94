using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Ensemble.Hosting.Tests;

/// <summary>Applications as tests describe them.</summary>
internal static class Sample
{
    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static IDistributedApplicationBuilder Application() => DistributedApplication.CreateBuilder([]);

    /// <summary>A project whose built program is there: the one of the tests.</summary>
    public static IResourceBuilder<ProjectResource> Add(this IDistributedApplicationBuilder builder, string name) => builder.AddProject<BuiltProject>(name);

    /// <summary>A project that has not been built.</summary>
    public static IResourceBuilder<ProjectResource> AddUnbuilt(this IDistributedApplicationBuilder builder, string name) => builder.AddProject<UnbuiltProject>(name);

    private sealed class BuiltProject : IBuiltProject
    {
        public string ProjectPath => Path.Combine(AppContext.BaseDirectory, "Some.csproj");

        public string TargetPath => typeof(Sample).Assembly.Location;
    }

    private sealed class UnbuiltProject : IBuiltProject
    {
        public string ProjectPath => Path.Combine(AppContext.BaseDirectory, "Other.csproj");

        public string TargetPath => Path.Combine(AppContext.BaseDirectory, "Other.dll");
    }
}
