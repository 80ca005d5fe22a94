using Ensemble.Functions.Runtime;

namespace Ensemble.Functions.Handlers;

/// <summary>All handlers by name.</summary>
internal static class HandlerCatalog
{
    private static readonly (string Name, Func<FunctionSettings, FunctionLog, TimeProvider, IHandler> Create)[] All =
    [
        ("invoke", (settings, _, time) => new InvokeHandler(settings, time)),
        ("model", ModelHandler.Create),
        ("ensemble", (settings, _, time) => new EnsembleHandler(settings, time)),
        ("echo", (settings, _, time) => new EchoHandler(settings, time)),
    ];

    /// <summary>Makes the handler that <c>_HANDLER</c> names.</summary>
    /// <exception cref="FunctionException">It names none.</exception>
    public static IHandler Create(FunctionSettings settings, FunctionLog log, TimeProvider time)
    {
        var create = Array.Find(All, handler => handler.Name == settings.Handler).Create
            ?? throw new FunctionException(
                $"There is no handler '{settings.Handler}'. Set the function's handler to one of {string.Join(", ", All.Select(handler => handler.Name))}.");
        return create(settings, log, time);
    }
}
