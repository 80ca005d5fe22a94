namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that comes from outside.</summary>
public sealed class ParameterResource : Resource, IValueProvider
{
    private readonly Func<string?> _value;

    internal ParameterResource(string name, Func<string?> value, bool secret)
        : base(name)
    {
        _value = value;
        Secret = secret;
    }

    /// <summary>Whether it is shown to nobody.</summary>
    public bool Secret { get; }

    /// <inheritdoc/>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<string?>(
        _value() ?? throw new DistributedApplicationException(
            $"The parameter {Name} has no value: set the environment variable {EnvironmentVariable(Name)}."));

    internal static string EnvironmentVariable(string name) => $"Parameters__{name.Replace('-', '_')}";
}
