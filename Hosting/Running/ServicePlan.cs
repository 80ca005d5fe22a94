using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Ensemble.Hosting.Ports;

namespace Ensemble.Hosting.Running;

/// <summary>Makes of the described application what is run.</summary>
internal static class ServicePlan
{
    /// <summary>The services, each after those that it waits for.</summary>
    /// <exception cref="DistributedApplicationException">The application cannot be run as described.</exception>
    public static async Task<IReadOnlyList<Service>> CreateAsync(
        IEnumerable<IResource> resources, PortAllocator ports, CancellationToken cancellationToken)
    {
        var projects = StartOrder.Of(resources).OfType<ProjectResource>().ToList();
        ports.Allocate(projects);
        var services = new List<Service>();
        foreach (var project in projects)
        {
            services.Add(await ServiceAsync(project, cancellationToken));
        }

        return services;
    }

    private static async Task<Service> ServiceAsync(ProjectResource project, CancellationToken cancellationToken)
    {
        var metadata = project.Annotations.OfType<ProjectAnnotation>().Single().Metadata;
        var arguments = new List<string>();
        foreach (var argument in project.Annotations.OfType<ArgumentAnnotation>())
        {
            if (await TextAsync(argument.Value, cancellationToken) is { } text)
            {
                arguments.Add(text);
            }
        }

        return new()
        {
            Name = project.Name,
            Program = Program(project.Name, metadata),
            Folder = Path.GetDirectoryName(metadata.ProjectPath) is { } folder && Directory.Exists(folder) ? folder : Environment.CurrentDirectory,
            Arguments = arguments,
            Environment = await EnvironmentAsync(project, cancellationToken),
            Addresses = [.. Endpoints(project).Select(endpoint => new Uri(endpoint.Url))],
            HealthChecks = [.. project.Annotations.OfType<HttpHealthCheckAnnotation>().Select(check => Check(project, check))],
            Dependencies = [.. StartOrder.Dependencies(project).OfType<ProjectResource>().Select(dependency => dependency.Name)],
        };
    }

    private static async Task<Dictionary<string, string>> EnvironmentAsync(ProjectResource project, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // Also where there is none: the variable may be this process's own, from its launch profile.
            ["ASPNETCORE_URLS"] = string.Join(';', Endpoints(project).Select(endpoint => endpoint.Url)),
        };
        foreach (var endpoint in project.Annotations.OfType<EndpointAnnotation>().Where(endpoint => endpoint.Variable is not null))
        {
            variables[endpoint.Variable!] = endpoint.Allocated!.Value.ToString(CultureInfo.InvariantCulture);
        }

        foreach (var endpoint in project.Annotations.OfType<ReferenceAnnotation>().SelectMany(reference => Endpoints(reference.Source)))
        {
            var (name, source) = (endpoint.EndpointName, endpoint.Resource.Name);
            variables[$"services__{source}__{name}__0"] = endpoint.Url;
            variables[$"{source}_{name}".Replace('-', '_').ToUpperInvariant()] = endpoint.Url;
        }

        foreach (var variable in project.Annotations.OfType<EnvironmentAnnotation>())
        {
            variables[variable.Name] = await TextAsync(variable.Value, cancellationToken) ?? string.Empty;
        }

        return variables;
    }

    private static IEnumerable<EndpointReference> Endpoints(IResourceWithEndpoints resource) =>
        resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => new EndpointReference(resource, endpoint.Name));

    private static HealthCheck Check(ProjectResource project, HttpHealthCheckAnnotation check)
    {
        var name = check.EndpointName ?? project.Annotations.OfType<EndpointAnnotation>().FirstOrDefault()?.Name
            ?? throw new DistributedApplicationException($"{project.Name} has a health check but no endpoint.");
        return new(new(new Uri(new EndpointReference(project, name).Url), check.Path), check.StatusCode);
    }

    private static async ValueTask<string?> TextAsync(object? value, CancellationToken cancellationToken) => value switch
    {
        IValueProvider provider => await provider.GetValueAsync(cancellationToken),
        IResourceBuilder<ParameterResource> parameter => await parameter.Resource.GetValueAsync(cancellationToken),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString(),
    };

    private static string Program(string name, IProjectMetadata metadata)
    {
        var assembly = metadata is IBuiltProject built
            ? built.TargetPath
            : throw new DistributedApplicationException($"The build has not said where the output of {metadata.ProjectPath} is.");
        var program = Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null);
        return File.Exists(program)
            ? program
            : throw new DistributedApplicationException($"{name} is not built: {program} is missing. Build it with: dotnet build {metadata.ProjectPath}");
    }
}
