using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Ensemble.Lambda.Asynchronous;
using Ensemble.Lambda.Environments;
using Ensemble.Lambda.Functions;
using Ensemble.Lambda.Server.Management;

namespace Ensemble.Lambda.Server.Observation;

/// <summary>
/// What the emulator is doing, for people and dashboards: <c>/emulator/…</c>. Lists are bounded and begin with the newest. Not
/// part of AWS.
/// </summary>
internal sealed class ObservationEndpoints(LambdaEmulator emulator, AsynchronousInvoker asynchronous)
{
    private const int DefaultLimit = 100;

    public void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/emulator");
        group.MapGet("/environment", () => TypedResults.Json(Emulator(), ObservationJson.Default.EmulatorView));
        group.MapGet("/functions", () => TypedResults.Json(
            (IReadOnlyList<FunctionView>)[.. emulator.Functions.List().Select(View)], ObservationJson.Default.IReadOnlyListFunctionView));
        group.MapGet("/environments", () => TypedResults.Json(
            (IReadOnlyList<EnvironmentView>)[.. emulator.Environments().Select(EnvironmentView.Of)], ObservationJson.Default.IReadOnlyListEnvironmentView));
        group.MapGet("/invocations", InvocationsAsync);
        group.MapGet("/functions/{name}/logs", LogAsync);
    }

    private async Task InvocationsAsync(HttpContext context)
    {
        if (await LimitAsync(context) is { } limit)
        {
            string? function = context.Request.Query["function"];
            var records = emulator.Journal.Invocations(limit, string.IsNullOrEmpty(function) ? null : function);
            await context.Response.WriteAsJsonAsync([.. records.Select(InvocationView.Of)], ObservationJson.Default.IReadOnlyListInvocationView);
        }
    }

    private async Task LogAsync(HttpContext context)
    {
        if (await LimitAsync(context) is { } limit)
        {
            var events = emulator.Journal.Log((string)context.Request.RouteValues["name"]!, limit);
            await context.Response.WriteAsJsonAsync(events, ObservationJson.Default.IReadOnlyListLogEvent);
        }
    }

    private static async Task<int?> LimitAsync(HttpContext context)
    {
        string? text = context.Request.Query["limit"];
        if (string.IsNullOrEmpty(text))
        {
            return DefaultLimit;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0)
        {
            return limit;
        }

        await ServiceErrors.WriteAsync(context, LambdaServiceException.InvalidParameter($"'{text}' is not a limit: give a whole number above 0."));
        return null;
    }

    private EmulatorView Emulator() => new(
        emulator.Isolation.CpuControl.ToString().ToLowerInvariant(),
        emulator.Isolation.MemoryControl.ToString().ToLowerInvariant(),
        emulator.Isolation.Limitation,
        emulator.Options.Freeze,
        Environment.ProcessorCount,
        Math.Round(emulator.Cpu.Sum, 4),
        emulator.Cpu.IsContended,
        emulator.Cpu.Period.TotalMilliseconds,
        emulator.Environments().Count,
        asynchronous.Pending,
        emulator.Journal.Total,
        emulator.Functions.Account.AccountId,
        emulator.Functions.Account.Region,
        emulator.Functions.Account.ConcurrentExecutions,
        emulator.Options.IdleLifetime.TotalMilliseconds,
        emulator.Options.InitAtFullCpu ? "full" : "share",
        RuntimeInformation.OSDescription,
        typeof(ObservationEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? string.Empty);

    private FunctionView View(LambdaFunction function)
    {
        var configuration = function.Latest.Configuration;
        var environments = emulator.Environments().Where(environment => environment.FunctionName == function.Name).ToList();
        var (invocations, coldStarts, throttles) = emulator.CountsOf(function);
        return new(
            function.Name, configuration.Handler, configuration.Command, configuration.Directory, configuration.MemorySize,
            Math.Round(configuration.VCpus, 4), configuration.Timeout, function.ReservedConcurrency, environments.Count,
            environments.Count(environment => environment.State is EnvironmentState.Busy or EnvironmentState.Finishing),
            environments.Count(environment => environment.State == EnvironmentState.Idle),
            invocations, coldStarts, throttles);
    }
}
