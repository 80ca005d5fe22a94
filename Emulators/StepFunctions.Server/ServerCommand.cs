using System.CommandLine;
using System.Security.Cryptography;
using Ensemble.ServiceDefaults;
using Ensemble.StepFunctions.Persistence;

namespace Ensemble.StepFunctions.Server;

/// <summary>The command line of the emulator.</summary>
internal static class ServerCommand
{
    private static readonly string[] Latencies = ["none", "aws"];

    /// <summary>The command.</summary>
    public static RootCommand Create()
    {
        var urls = new Option<string>("--urls") { Description = "Where to listen.", DefaultValueFactory = _ => new ServerSettings { Seed = 0 }.Urls };
        var lambda = Address("--lambda-endpoint", "Where Lambda functions are invoked.");
        var s3 = Address("--s3-endpoint", "Where S3 is, for what distributed Maps read and write.");
        var objects = new Option<DirectoryInfo?>("--objects") { Description = "A folder whose folders are buckets, in place of S3." };
        var data = new Option<DirectoryInfo?>("--data") { Description = "Where state machines and executions are kept; without it they end with the emulator." };
        var latency = new Option<string>("--latency") { Description = "The time between states: none, or as AWS takes it.", DefaultValueFactory = _ => "none" };
        latency.AcceptOnlyFromAmong(Latencies);
        var region = new Option<string>("--region") { Description = "The region of all ARNs.", DefaultValueFactory = _ => "us-east-1" };
        var seed = new Option<int?>("--seed") { Description = "Seeds ids, jitter, random numbers and latencies." };
        var command = new RootCommand("Runs state machines on this machine as AWS Step Functions does, with the same protocol.")
        {
            urls, lambda, s3, objects, data, latency, region, seed,
        };
        command.SetAction((given, cancellationToken) => RunAsync(
            new()
            {
                Urls = given.GetValue(urls)!,
                LambdaEndpoint = given.GetValue(lambda),
                S3Endpoint = given.GetValue(s3),
                ObjectFolder = given.GetValue(objects)?.FullName,
                DataFolder = given.GetValue(data)?.FullName,
                HasLatency = given.GetValue(latency) == "aws",
                Region = given.GetValue(region)!,
                Seed = given.GetValue(seed) ?? RandomNumberGenerator.GetInt32(int.MaxValue),
            },
            cancellationToken));
        return command;
    }

    private static Option<Uri?> Address(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens.Single().Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            {
                return address;
            }

            result.AddError($"{name} must be an address such as http://127.0.0.1:9001, not '{result.Tokens.Single().Value}'.");
            return null;
        },
    };

    private static async Task<int> RunAsync(ServerSettings settings, CancellationToken cancellationToken)
    {
        // The command line has to know of this task before anybody is told that it runs: else a signal ends it where it stands.
        await Task.Yield();
        try
        {
            await using var server = await StepFunctionsServer.StartAsync(settings, TimeProvider.System, cancellationToken);
            Console.WriteLine(
                $"Step Functions emulator at {server.Address.GetLeftPart(UriPartial.Authority)}, functions at {settings.LambdaEndpoint?.GetLeftPart(UriPartial.Authority) ?? "nowhere"}, "
                + $"data in {settings.DataFolder ?? "a folder that ends with it"}.");
            await server.WaitForShutdownAsync(cancellationToken);
            return 0;
        }
        catch (Exception exception) when (exception is ServerStartException or ListenException or StoreException)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    }
}
