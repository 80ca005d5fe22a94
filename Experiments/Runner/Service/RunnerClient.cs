using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Ensemble.Models;

namespace Ensemble.Runner.Service;

/// <summary>Asks the background runner, <c>ensemble serve</c>, for work.</summary>
/// <param name="client">Its base address is where the runner listens.</param>
public sealed class RunnerClient(HttpClient client)
{
    private const string Unreachable = "The background runner does not answer. 'dotnet run --project AppHost' starts it with everything else; alone it is 'ensemble serve'.";

    /// <summary>JSON of the messages.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    /// <summary>Has a plan run when its turn comes.</summary>
    /// <exception cref="EnsembleException">The plan cannot be carried out, or the runner does not answer.</exception>
    public async Task<string> RunAsync(string plan, string command, CancellationToken cancellationToken) =>
        (await SendAsync<Accepted>(HttpMethod.Post, "experiments", new RunRequest(plan, command), cancellationToken))!.Id;

    /// <summary>Stops an experiment; it can be resumed.</summary>
    public Task CancelAsync(string id, CancellationToken cancellationToken) => SendAsync<Accepted>(HttpMethod.Post, $"experiments/{id}/cancel", null, cancellationToken);

    /// <summary>Goes on with an experiment that was stopped.</summary>
    public Task ResumeAsync(string id, CancellationToken cancellationToken) => SendAsync<Accepted>(HttpMethod.Post, $"experiments/{id}/resume", null, cancellationToken);

    /// <summary>Deletes an experiment with its measurements; one that runs is stopped first.</summary>
    public Task DeleteAsync(string id, CancellationToken cancellationToken) => SendAsync<Accepted>(HttpMethod.Delete, $"experiments/{id}", null, cancellationToken);

    /// <summary>What it is doing: the experiment that runs, then those that wait.</summary>
    public async Task<IReadOnlyList<RunnerProgress>> ProgressAsync(CancellationToken cancellationToken) =>
        await SendAsync<IReadOnlyList<RunnerProgress>>(HttpMethod.Get, "progress", null, cancellationToken) ?? [];

    /// <summary>The models that can be asked.</summary>
    public async Task<IReadOnlyList<PlaygroundModel>> ModelsAsync(CancellationToken cancellationToken) =>
        await SendAsync<IReadOnlyList<PlaygroundModel>>(HttpMethod.Get, "models", null, cancellationToken) ?? [];

    /// <summary>Has a picture predicted.</summary>
    public async Task<PlaygroundAnswer> PredictAsync(PlaygroundRequest request, CancellationToken cancellationToken) =>
        (await SendAsync<PlaygroundAnswer>(HttpMethod.Post, "predictions", request, cancellationToken))!;

    private async Task<T?> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: Json) };
            using var response = await client.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode
                ? await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken)
                : throw new EnsembleException(await WhyAsync(response, cancellationToken));
        }
        catch (HttpRequestException exception)
        {
            throw new EnsembleException(Unreachable, exception);
        }
    }

    private static async Task<string> WhyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.Conflict or HttpStatusCode.BadGateway)
        {
            try
            {
                if (await response.Content.ReadFromJsonAsync<Refusal>(Json, cancellationToken) is { Message: { Length: > 0 } message })
                {
                    return message;
                }
            }
            catch (JsonException)
            {
                // It was not the runner that answered.
            }
        }

        return $"The background runner answered {(int)response.StatusCode} {response.ReasonPhrase}.";
    }
}
