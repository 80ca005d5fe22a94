using System.Collections.Concurrent;
using System.Threading.Channels;
using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Tasks;

namespace Ensemble.StepFunctions.Tests.Fakes;

/// <summary>Functions and actions of services by name. One that is not scripted waits until the test tells it what to do.</summary>
internal sealed class ScriptedTasks : ITaskIntegration
{
    private readonly ConcurrentDictionary<string, Func<JsonValue, string>> _scripts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Channel<Call>> _calls = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>A function that computes its result from its input.</summary>
    public void Script(string name, Func<JsonValue, string> script) => _scripts[name] = script;

    /// <summary>A function that returns something.</summary>
    public void Return(string name, string json) => Script(name, _ => json);

    /// <summary>A function that fails.</summary>
    public void Fail(string name, string error, string? cause = null) => Script(name, _ => throw new StatesException(error, cause));

    /// <summary>A function that fails with one error after the other, and then returns something.</summary>
    public void Fail(string name, IEnumerable<string> errors, string json)
    {
        var left = new ConcurrentQueue<string>(errors);
        Script(name, _ => left.TryDequeue(out var error) ? throw new StatesException(error, null) : json);
    }

    /// <summary>How often a function was called.</summary>
    public int Count(string name) => _counts.GetValueOrDefault(name);

    /// <summary>The next call of a function that waits to be told what to do.</summary>
    public async Task<Call> Called(string name) => await Calls(name).Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Whether a function that waits to be told was called once more.</summary>
    public bool IsCalled(string name) => Calls(name).Reader.TryPeek(out _);

    /// <inheritdoc/>
    public bool Supports(TaskResource resource) => resource is not ActivityResource;

    /// <inheritdoc/>
    public async Task<TaskAnswer> CallAsync(TaskCall request, CancellationToken cancellationToken)
    {
        var name = request.Resource is ServiceResource service ? service.Action : request.Resource.Arn[(request.Resource.Arn.LastIndexOf(':') + 1)..];
        _counts.AddOrUpdate(name, 1, (_, count) => count + 1);
        if (_scripts.TryGetValue(name, out var script))
        {
            return new(Payload.Parse(script(request.Parameters.Value)));
        }

        var call = new Call(request.Parameters.Value);
        Calls(name).Writer.TryWrite(call);
        return new(await call.Result.WaitAsync(cancellationToken));
    }

    private Channel<Call> Calls(string name) => _calls.GetOrAdd(name, _ => Channel.CreateUnbounded<Call>());
}

/// <summary>A call that waits for its end.</summary>
/// <param name="input">What it was given.</param>
internal sealed class Call(JsonValue input)
{
    private readonly TaskCompletionSource<Payload> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What it was given.</summary>
    public JsonValue Input { get; } = input;

    /// <summary>Its end.</summary>
    public Task<Payload> Result => _result.Task;

    /// <summary>Ends it well.</summary>
    public void Return(string json) => _result.TrySetResult(Payload.Parse(json));

    /// <summary>Ends it with an error.</summary>
    public void Fail(string error, string? cause = null) => _result.TrySetException(new StatesException(error, cause));

    /// <summary>Ends it as no service should.</summary>
    public void Break(Exception exception) => _result.TrySetException(exception);
}
