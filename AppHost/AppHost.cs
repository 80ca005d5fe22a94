using Ensemble.AppHost;

if (!AppHostOptions.TryRead(args, out var options, out var exitCode))
{
    Environment.ExitCode = exitCode;
    return;
}

var builder = DistributedApplication.CreateBuilder([]);

// A port that was asked for is that one or none; else the usual one, or where it is taken the next. Nothing stands in
// between: what is measured goes straight to the program.
var lambda = builder.AddProject<Projects.Lambda_Server>("lambda")
    .WithHttpEndpoint(port: options.LambdaPort, targetPort: options.LambdaPort ?? AppHostOptions.UsualLambdaPort, name: "http", isProxied: false)
    .WithHttpHealthCheck("/health");
lambda.WithArgs("--urls", lambda.GetEndpoint("http"));

var stepFunctions = builder.AddProject<Projects.StepFunctions_Server>("stepfunctions")
    .WithHttpEndpoint(port: options.StepFunctionsPort, targetPort: options.StepFunctionsPort ?? AppHostOptions.UsualStepFunctionsPort, name: "http", isProxied: false)
    .WithHttpHealthCheck("/health")
    .WithReference(lambda)
    .WaitFor(lambda);
stepFunctions.WithArgs(
    "--urls", stepFunctions.GetEndpoint("http"),
    "--lambda-endpoint", lambda.GetEndpoint("http"),
    "--data", Path.Combine(options.DataFolder, "stepfunctions"));

await builder.Build().RunAsync();
