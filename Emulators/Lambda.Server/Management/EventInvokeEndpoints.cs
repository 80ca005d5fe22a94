using Ensemble.Lambda.Functions;

namespace Ensemble.Lambda.Server.Management;

/// <summary>How events are handled that nobody waits for.</summary>
internal sealed class EventInvokeEndpoints(FunctionRegistry functions, Ids ids)
{
    private const string Path = "/2019-09-25/functions/{name}/event-invoke-config";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapApi("PUT", Path, ids, context => SetAsync(context, AsynchronousSettings.Default));
        routes.MapApi("POST", Path, ids, context => SetAsync(context, Present(functions.Get(context.Route("name")))));
        routes.MapApi("GET", Path, ids, context =>
        {
            var function = functions.Get(context.Route("name"));
            Present(function);
            return context.WriteAsync(Shape(function), ManagementJson.Default.EventInvokeShape);
        });
        routes.MapApi("GET", Path + "/list", ids, context =>
        {
            var function = functions.Get(context.Route("name"));
            return context.WriteAsync(new(function.AsynchronousSettings is null ? [] : [Shape(function)]), ManagementJson.Default.ListEventInvokeResponse);
        });
        routes.MapApi("DELETE", Path, ids, context =>
        {
            functions.SetAsynchronous(context.Route("name"), settings: null);
            return context.NoContentAsync();
        });
    }

    private async Task SetAsync(HttpContext context, AsynchronousSettings present)
    {
        var request = await context.ReadAsync(ManagementJson.Default.EventInvokeRequest, "PutFunctionEventInvokeConfig");
        var violations = new[]
        {
            request.MaximumRetryAttempts is { } attempts ? ConstraintViolation.OfRange("maximumRetryAttempts", attempts, 0, 2) : null,
            request.MaximumEventAgeInSeconds is { } age ? ConstraintViolation.OfRange("maximumEventAgeInSeconds", age, 60, 21_600) : null,
        }.OfType<ConstraintViolation>().ToList();
        if (violations.Count > 0)
        {
            throw ConstraintViolation.ToException(violations);
        }

        functions.SetAsynchronous(context.Route("name"), present with
        {
            MaximumRetryAttempts = request.MaximumRetryAttempts ?? present.MaximumRetryAttempts,
            MaximumEventAge = request.MaximumEventAgeInSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : present.MaximumEventAge,
            OnFailure = request.DestinationConfig?.OnFailure is { } onFailure ? Destination(onFailure) : present.OnFailure,
            OnSuccess = request.DestinationConfig?.OnSuccess is { } onSuccess ? Destination(onSuccess) : present.OnSuccess,
        });
        await context.WriteAsync(Shape(functions.Get(context.Route("name"))), ManagementJson.Default.EventInvokeShape);
    }

    private string? Destination(DestinationShape shape)
    {
        if (string.IsNullOrEmpty(shape.Destination))
        {
            return null;
        }

        if (!shape.Destination.Contains(":lambda:", StringComparison.Ordinal))
        {
            throw LambdaServiceException.InvalidParameter(
                $"The destination ARN {shape.Destination} is not supported by the emulator: a destination is a Lambda function here.");
        }

        functions.Resolve(shape.Destination, qualifier: null);
        return shape.Destination;
    }

    private static AsynchronousSettings Present(LambdaFunction function) => function.AsynchronousSettings
        ?? throw LambdaServiceException.NotFound($"The function {function.Arn}:$LATEST doesn't have an EventInvokeConfig");

    private static EventInvokeShape Shape(LambdaFunction function)
    {
        var settings = function.Asynchronous;
        return new(
            settings.LastModified.ToUnixTimeMilliseconds() / 1000.0,
            $"{function.Arn}:$LATEST",
            settings.MaximumRetryAttempts,
            (int)settings.MaximumEventAge.TotalSeconds,
            new(new(settings.OnSuccess), new(settings.OnFailure)));
    }
}
