using System.Globalization;
using Ensemble.Lambda.Functions;

namespace Ensemble.Lambda.Server.Management;

/// <summary>Reserved and provisioned concurrency.</summary>
internal sealed class ConcurrencyEndpoints(LambdaEmulator emulator, Ids ids)
{
    private const string Reserved = "/2017-10-31/functions/{name}/concurrency";
    private const string Provisioned = "/2019-09-30/functions/{name}/provisioned-concurrency";

    private FunctionRegistry Functions => emulator.Functions;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapApi("PUT", Reserved, ids, PutReservedAsync);
        routes.MapApi("DELETE", Reserved, ids, context =>
        {
            Functions.Concurrency.SetReserved(context.Route("name"), reserved: null);
            return context.NoContentAsync();
        });
        routes.MapApi("GET", "/2019-09-30/functions/{name}/concurrency", ids, context => context.WriteAsync(
            new(Functions.Get(context.Route("name")).ReservedConcurrency), ManagementJson.Default.ConcurrencyShape));
        routes.MapApi("PUT", Provisioned, ids, PutProvisionedAsync);
        routes.MapApi("GET", Provisioned, ids, context => context.Query("List") == "ALL" ? ListProvisionedAsync(context) : GetProvisionedAsync(context));
        routes.MapApi("DELETE", Provisioned, ids, context =>
        {
            Functions.Concurrency.DeleteProvisioned(context.Route("name"), context.Query("Qualifier"));
            return context.NoContentAsync();
        });
    }

    private async Task PutReservedAsync(HttpContext context)
    {
        var request = await context.ReadAsync(ManagementJson.Default.ConcurrencyShape, "PutFunctionConcurrency");
        var (function, _, qualifier) = Functions.Find(context.Route("name"), qualifier: null);
        if (qualifier is not null)
        {
            throw LambdaServiceException.InvalidParameter(
                "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.");
        }

        Functions.Concurrency.SetReserved(function.Name, request.ReservedConcurrentExecutions ?? throw LambdaServiceException.Validation(
            "1 validation error detected: Value null at 'reservedConcurrentExecutions' failed to satisfy constraint: Member must not be null"));
        await context.WriteAsync(request, ManagementJson.Default.ConcurrencyShape);
    }

    private async Task PutProvisionedAsync(HttpContext context)
    {
        var request = await context.ReadAsync(ManagementJson.Default.ProvisionedRequest, "PutProvisionedConcurrencyConfig");
        var (name, qualifier) = (context.Route("name"), context.Query("Qualifier"));
        Functions.Concurrency.SetProvisioned(name, qualifier, request.ProvisionedConcurrentExecutions);
        var (configuration, _) = Functions.Concurrency.GetProvisioned(name, qualifier);
        await context.WriteAsync(
            new(null, configuration.Requested, 0, 0, "IN_PROGRESS", null, Time(configuration)), ManagementJson.Default.ProvisionedShape, StatusCodes.Status202Accepted);
    }

    private Task GetProvisionedAsync(HttpContext context)
    {
        var (configuration, version) = Functions.Concurrency.GetProvisioned(context.Route("name"), context.Query("Qualifier"));
        return context.WriteAsync(Shape(configuration, version, arn: null), ManagementJson.Default.ProvisionedShape);
    }

    private Task ListProvisionedAsync(HttpContext context)
    {
        var function = Functions.Get(context.Route("name"));
        var all = function.Provisioned.Select(provisioned => Shape(
            provisioned.Value, Functions.Find(function.Name, provisioned.Key).Version, $"{function.Arn}:{provisioned.Key}"));
        return context.WriteAsync(new([.. all]), ManagementJson.Default.ListProvisionedResponse);
    }

    // Environments belong to the version: those of an alias are counted with it, up to what was asked for.
    private ProvisionedShape Shape(ProvisionedConcurrency configuration, FunctionVersion version, string? arn)
    {
        var status = emulator.Provisioned(version);
        return new(
            arn,
            configuration.Requested,
            Math.Min(configuration.Requested, status.Allocated),
            Math.Min(configuration.Requested, status.Available),
            status.Status,
            status.StatusReason,
            Time(configuration));
    }

    private static string Time(ProvisionedConcurrency configuration) =>
        configuration.LastModified.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'+0000'", CultureInfo.InvariantCulture);
}
