using Ensemble.Lambda.Functions;

namespace Ensemble.Lambda.Server.Management;

/// <summary>Tags of functions.</summary>
internal sealed class TagEndpoints(FunctionRegistry functions, Ids ids)
{
    private const string Path = "/2017-03-31/tags/{arn}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapApi("GET", Path, ids, context =>
            context.WriteAsync(new(functions.Get(context.Route("arn")).Tags), ManagementJson.Default.TagsShape));
        routes.MapApi("POST", Path, ids, async context =>
        {
            var request = await context.ReadAsync(ManagementJson.Default.TagsShape, "TagResource");
            functions.SetTags(context.Route("arn"), present => present.SetItems(request.Tags ?? new Dictionary<string, string>()));
            await context.NoContentAsync();
        });
        routes.MapApi("DELETE", Path, ids, context =>
        {
            functions.SetTags(context.Route("arn"), present => present.RemoveRange(context.Request.Query["tagKeys"].OfType<string>()));
            return context.NoContentAsync();
        });
    }
}
