using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Says what resources need.</summary>
public static class ResourceBuilderExtensions
{
    /// <summary>Adds an endpoint.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="port">The port that was asked for: where it is taken, the application does not start.</param>
    /// <param name="targetPort">The port to use where none was asked for: where it is taken, the next free one is used.</param>
    /// <param name="name">Its name; default: <c>http</c>.</param>
    /// <param name="env">An environment variable that is to hold the port.</param>
    /// <param name="isProxied">Nothing stands between the program and its callers here, whatever is said.</param>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(
        this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? name = null, string? env = null, bool? isProxied = null)
        where T : IResourceWithEndpoints
    {
        var endpoint = new EndpointAnnotation(name ?? "http", port, targetPort, env);
        return builder.Resource.Annotations.OfType<EndpointAnnotation>().Any(other => other.Name == endpoint.Name)
            ? throw new DistributedApplicationException($"{builder.Resource.Name} has two endpoints named '{endpoint.Name}'.")
            : builder.WithAnnotation(endpoint);
    }

    /// <summary>The address of an endpoint, for arguments and environment variables of any resource.</summary>
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints => new(builder.Resource, name);

    /// <summary>The resource is healthy when GET of a path answers as expected.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="path">The path; default: <c>/</c>.</param>
    /// <param name="statusCode">The status expected; default: 200.</param>
    /// <param name="endpointName">The endpoint; default: the first.</param>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints =>
        builder.WithAnnotation(new HttpHealthCheckAnnotation(path ?? "/", statusCode ?? 200, endpointName));

    /// <summary>The resource starts once another one is healthy, and ends before it.</summary>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => builder.WithAnnotation(new WaitForAnnotation(dependency.Resource));

    /// <summary>Tells a resource where another one listens: <c>services__name__endpoint__0</c> and <c>NAME_ENDPOINT</c>.</summary>
    public static IResourceBuilder<T> WithReference<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where T : IResourceWithEnvironment => builder.WithAnnotation(new ReferenceAnnotation(source.Resource));

    /// <summary>Adds an environment variable.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value)
        where T : IResourceWithEnvironment => builder.WithAnnotation(new EnvironmentAnnotation(name, value));

    /// <summary>Adds an environment variable that holds an address.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, EndpointReference endpointReference)
        where T : IResourceWithEnvironment => builder.WithAnnotation(new EnvironmentAnnotation(name, endpointReference));

    /// <summary>Adds an environment variable that holds a parameter.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, IResourceBuilder<ParameterResource> parameter)
        where T : IResourceWithEnvironment => builder.WithAnnotation(new EnvironmentAnnotation(name, parameter.Resource));

    /// <summary>Adds arguments.</summary>
    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, params string[] args)
        where T : IResourceWithArgs => builder.WithArgs(args.ToArray<object>());

    /// <summary>Adds arguments: texts, addresses and parameters.</summary>
    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, params object[] args)
        where T : IResourceWithArgs
    {
        foreach (var argument in args)
        {
            builder.WithAnnotation(new ArgumentAnnotation(argument));
        }

        return builder;
    }
}
