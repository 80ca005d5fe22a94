using Ensemble.Models;
using Ensemble.Runner.Service;
using Ensemble.Runner.Systems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Ensemble.Cli.Serving;

/// <summary>What <see cref="RunnerClient"/> asks for.</summary>
internal sealed class RunnerEndpoints(ExperimentQueue queue, Playground playground)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/experiments", (RunRequest request, CancellationToken cancellation) => AnswerAsync(async () => new Accepted(await queue.AddAsync(request, cancellation))));
        routes.MapPost("/experiments/{id}/cancel", (string id, CancellationToken cancellation) => DoAsync(id, queue.CancelAsync, cancellation));
        routes.MapPost("/experiments/{id}/resume", (string id, CancellationToken cancellation) => DoAsync(id, queue.ResumeAsync, cancellation));
        routes.MapDelete("/experiments/{id}", (string id, CancellationToken cancellation) => DoAsync(id, queue.DeleteAsync, cancellation));
        routes.MapGet("/progress", () => queue.Progress);
        routes.MapGet("/models", playground.Models);
        routes.MapPost("/predictions", (PlaygroundRequest request, CancellationToken cancellation) => AnswerAsync(() => playground.PredictAsync(request, cancellation)));
    }

    private static Task<IResult> DoAsync(string id, Func<string, CancellationToken, Task> act, CancellationToken cancellationToken) => AnswerAsync(async () =>
    {
        await act(id, cancellationToken);
        return new Accepted(id);
    });

    private static async Task<IResult> AnswerAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return TypedResults.Json(await ask(), RunnerClient.Json);
        }
        catch (EnsembleException exception)
        {
            return TypedResults.Json(new Refusal(exception.Message), RunnerClient.Json, statusCode: StatusCodes.Status400BadRequest);
        }
        catch (SystemUnderTestException exception)
        {
            return TypedResults.Json(new Refusal(exception.Message), RunnerClient.Json, statusCode: StatusCodes.Status502BadGateway);
        }
    }
}
