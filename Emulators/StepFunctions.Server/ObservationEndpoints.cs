namespace Ensemble.StepFunctions.Server;

/// <summary>What a dashboard wants to see: the executions that ended last, and the events of Express ones, which the API does not show.</summary>
internal sealed class ObservationEndpoints(StepFunctionsEmulator emulator)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/emulator/environment", context => WriteAsync(context, $$"""{"runningExecutions":{{emulator.RunningExecutions}},"region":"{{emulator.Services.Region}}","latency":"{{(emulator.Services.Latency is null ? "none" : "aws")}}"}"""));
        routes.MapGet("/emulator/executions", context => WriteAsync(context, emulator.RecentExecutions.ToJson()));
        routes.MapGet("/emulator/executions/{arn}/events", context => WriteAsync(context, emulator.RecentEvents(context.Request.RouteValues["arn"]!.ToString()!)));
    }

    private static async Task WriteAsync(HttpContext context, string? json)
    {
        if (json is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(json, context.RequestAborted);
    }
}
