using System.Collections.Concurrent;
using System.Text;
using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Tasks;

namespace Ensemble.StepFunctions.Tests.Fakes;

/// <summary>Objects that are kept in memory.</summary>
internal sealed class MemoryObjects : IObjectStore
{
    private readonly ConcurrentDictionary<string, byte[]> _objects = new(StringComparer.Ordinal);

    /// <summary>The names of all objects, bucket first.</summary>
    public IEnumerable<string> Names => _objects.Keys.Order(StringComparer.Ordinal);

    /// <summary>The text of an object.</summary>
    public string this[string name]
    {
        get => Encoding.UTF8.GetString(_objects[name]);
        set => _objects[name] = Encoding.UTF8.GetBytes(value);
    }

    /// <inheritdoc/>
    public Task<byte[]> GetAsync(string bucket, string key, CancellationToken cancellationToken) => _objects.TryGetValue($"{bucket}/{key}", out var content)
        ? Task.FromResult(content)
        : throw new StatesException(StatesErrors.ItemReaderFailed, "The specified key does not exist.");

    /// <inheritdoc/>
    public Task PutAsync(string bucket, string key, byte[] content, CancellationToken cancellationToken)
    {
        _objects[$"{bucket}/{key}"] = content;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<JsonObject>> ListAsync(string bucket, string prefix, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<JsonObject>>([.. Names
            .Where(name => name.StartsWith($"{bucket}/{prefix}", StringComparison.Ordinal))
            .Select(name => JsonObject.Empty.With("Key", name[(bucket.Length + 1)..]).With("Size", _objects[name].LongLength))]);
}
