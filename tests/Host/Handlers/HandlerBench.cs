using System.Text.Json;
using Ensemble.Contracts;
using Ensemble.Functions.Handlers;
using Ensemble.Functions.Runtime;

namespace Ensemble.Host.Tests.Handlers;

/// <summary>Calls handlers as the runtime does, with folders of its own.</summary>
internal sealed class HandlerBench : IDisposable
{
    private readonly Dictionary<string, string> _variables;

    public HandlerBench(params (string Name, string Value)[] variables)
    {
        Folder = Directory.CreateTempSubdirectory("handler-").FullName;
        Store = Directory.CreateDirectory(Path.Combine(Folder, "store")).FullName;
        Data = Directory.CreateDirectory(Path.Combine(Folder, "data")).FullName;
        _variables = new(StringComparer.Ordinal)
        {
            ["TMPDIR"] = Directory.CreateDirectory(Path.Combine(Folder, "tmp")).FullName,
            ["ENSEMBLE_STORE"] = Store,
            ["ENSEMBLE_DATA"] = Data,
        };
        foreach (var (name, value) in variables)
        {
            _variables[name] = value;
        }
    }

    public string Folder { get; }

    public string Store { get; }

    public string Data { get; }

    public FunctionSettings Settings => new(_variables.GetValueOrDefault);

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public IHandler Create(string handler)
    {
        _variables["_HANDLER"] = handler;
        return HandlerCatalog.Create(Settings, new(Stream.Null, Settings, TimeProvider.System), TimeProvider.System);
    }

    public async Task<byte[]> CallAsync(IHandler handler, string payload) =>
        (await handler.HandleAsync(System.Text.Encoding.UTF8.GetBytes(payload), Context())).Payload.ToArray();

    public async Task<ModelResponse> PredictAsync(IHandler handler, ModelRequest request) => JsonSerializer.Deserialize(
        (await handler.HandleAsync(JsonSerializer.SerializeToUtf8Bytes(request, ContractsJson.Default.ModelRequest), Context())).Payload.Span,
        ContractsJson.Default.ModelResponse)!;

    public async Task<EnsembleResponse> CombineAsync(IHandler handler, EnsembleRequest request) => JsonSerializer.Deserialize(
        (await handler.HandleAsync(JsonSerializer.SerializeToUtf8Bytes(request, ContractsJson.Default.EnsembleRequest), Context())).Payload.Span,
        ContractsJson.Default.EnsembleResponse)!;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private HandlerContext Context() =>
        new(new("request", DateTimeOffset.MaxValue, "arn", string.Empty, null, default), isFirst: true, Settings, new FunctionTrace(Settings, TimeProvider.System), TimeProvider.System, Cancelled);
}
