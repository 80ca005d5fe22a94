using Ensemble.Lambda.Functions;

namespace Ensemble.Lambda.Server.Management;

/// <summary>Aliases.</summary>
internal sealed class AliasEndpoints(FunctionRegistry functions, Ids ids)
{
    private const string Path = "/2015-03-31/functions/{name}/aliases";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapApi("POST", Path, ids, CreateAsync);
        routes.MapApi("GET", Path, ids, ListAsync);
        routes.MapApi("GET", Path + "/{alias}", ids, context => WriteAsync(
            context, functions.Aliases.Get(context.Route("name"), context.Route("alias")), StatusCodes.Status200OK));
        routes.MapApi("PUT", Path + "/{alias}", ids, UpdateAsync);
        routes.MapApi("DELETE", Path + "/{alias}", ids, context =>
        {
            functions.Aliases.Delete(context.Route("name"), context.Route("alias"));
            return context.NoContentAsync();
        });
    }

    private async Task CreateAsync(HttpContext context)
    {
        var request = await context.ReadAsync(ManagementJson.Default.AliasRequest, "CreateAlias");
        var alias = functions.Aliases.Create(
            context.Route("name"), request.Name ?? string.Empty, request.FunctionVersion ?? string.Empty, request.Description, Additional(request));
        await WriteAsync(context, alias, StatusCodes.Status201Created);
    }

    private async Task UpdateAsync(HttpContext context)
    {
        var request = await context.ReadAsync(ManagementJson.Default.AliasRequest, "UpdateAlias");
        var alias = functions.Aliases.Update(
            context.Route("name"), context.Route("alias"), request.FunctionVersion, request.Description, Additional(request), request.RevisionId);
        await WriteAsync(context, alias, StatusCodes.Status200OK);
    }

    private async Task ListAsync(HttpContext context)
    {
        var function = functions.Get(context.Route("name"));
        var version = context.Query("FunctionVersion");
        var aliases = function.Aliases.Values.Where(alias => version is null || alias.FunctionVersion == version || alias.Additional?.Version == version);
        var (page, next) = context.Page([.. aliases]);
        await context.WriteAsync(new([.. page.Select(alias => Shape(function, alias))], next), ManagementJson.Default.ListAliasesResponse);
    }

    private Task WriteAsync(HttpContext context, FunctionAlias alias, int statusCode) =>
        context.WriteAsync(Shape(functions.Get(context.Route("name")), alias), ManagementJson.Default.AliasShape, statusCode);

    // An empty map takes the second version away.
    private static (string Version, double Weight)? Additional(AliasRequest request) => request.RoutingConfig?.AdditionalVersionWeights switch
    {
        null => null,
        { Count: 0 } => (string.Empty, 0),
        { Count: 1 } weights => (weights.First().Key, weights.First().Value),
        _ => throw LambdaServiceException.InvalidParameter("An alias may have at most one additional version."),
    };

    private static AliasShape Shape(LambdaFunction function, FunctionAlias alias) => new(
        $"{function.Arn}:{alias.Name}",
        alias.Name,
        alias.FunctionVersion,
        alias.Description,
        alias.Additional is { } additional ? new(new Dictionary<string, double> { [additional.Version] = additional.Weight }) : null,
        alias.RevisionId);
}
