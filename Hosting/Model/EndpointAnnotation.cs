namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where a resource listens.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    internal EndpointAnnotation(string name, int? port, int? targetPort, string? variable)
    {
        Name = name;
        Port = port;
        TargetPort = targetPort;
        Variable = variable;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The port that was asked for: this or none. Null: nobody asked for one.</summary>
    public int? Port { get; }

    /// <summary>The port that is used if it is free and no other was asked for.</summary>
    public int? TargetPort { get; }

    /// <summary>The environment variable that tells the resource its port, if any.</summary>
    internal string? Variable { get; }

    /// <summary>The port it got; null before the start.</summary>
    internal int? Allocated { get; set; }
}
