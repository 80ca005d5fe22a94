using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Ensemble.Lambda.Server.Management;

/// <summary>What all operations of the functions API share: ids, errors, bodies, pages.</summary>
internal static class ApiRoutes
{
    private const int LargestBody = 70_167_211;
    private const int LargestPage = 10_000;

    /// <summary>Maps an operation. An error that it throws becomes AWS's answer.</summary>
    public static void MapApi(this IEndpointRouteBuilder routes, string method, string path, Ids ids, Func<HttpContext, Task> operation) =>
        routes.MapMethods(path, [method], async context =>
        {
            context.Response.Headers["x-amzn-RequestId"] = ids.Uuid();
            try
            {
                await operation(context);
            }
            catch (LambdaServiceException exception)
            {
                await ServiceErrors.WriteAsync(context, exception);
            }
        });

    /// <summary>A part of the path.</summary>
    public static string Route(this HttpContext context, string name) => (string)context.Request.RouteValues[name]!;

    /// <summary>A value of the query; null: it is not there.</summary>
    public static string? Query(this HttpContext context, string name) =>
        context.Request.Query[name] is { Count: > 0 } value && !string.IsNullOrEmpty(value[0]) ? value[0] : null;

    /// <summary>Reads the body.</summary>
    /// <exception cref="LambdaServiceException">It is too large, or no JSON of the operation's form.</exception>
    public static async Task<T> ReadAsync<T>(this HttpContext context, JsonTypeInfo<T> type, string operation)
    {
        var body = await RequestBody.ReadAsync(context.Request, LargestBody, context.RequestAborted)
            ?? throw new LambdaServiceException(
                413, "RequestEntityTooLargeException", $"Request must be smaller than {LargestBody} bytes for the {operation} operation");
        try
        {
            return JsonSerializer.Deserialize(body.Length == 0 ? "{}"u8 : body, type) ?? throw new JsonException("null is no object");
        }
        catch (JsonException exception)
        {
            throw new LambdaServiceException(400, "SerializationException", $"Could not parse request body into json: {exception.Message}");
        }
    }

    /// <summary>Writes an answer.</summary>
    public static async Task WriteAsync<T>(this HttpContext context, T value, JsonTypeInfo<T> type, int statusCode = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.Body, value, type, context.RequestAborted);
    }

    /// <summary>Answers without a body.</summary>
    public static Task NoContentAsync(this HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>The page of a list that was asked for, and where the next begins; the marker is a position.</summary>
    /// <exception cref="LambdaServiceException">Marker or size is not valid.</exception>
    public static (IReadOnlyList<T> Items, string? NextMarker) Page<T>(this HttpContext context, IReadOnlyList<T> all)
    {
        var first = Number(context, "Marker", 0, int.MaxValue) ?? 0;
        var size = Number(context, "MaxItems", 1, LargestPage) ?? LargestPage;
        var page = all.Skip(first).Take(size).ToList();
        var next = first + page.Count;
        return (page, next < all.Count ? next.ToString(CultureInfo.InvariantCulture) : null);
    }

    private static int? Number(HttpContext context, string name, int least, int most)
    {
        if (context.Query(name) is not { } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw LambdaServiceException.InvalidParameter($"'{text}' is not a valid {name}.");
    }
}
