using Ensemble.AppHost;

if (!AppHostOptions.TryRead(args, out var options, out var exitCode))
{
    Environment.ExitCode = exitCode;
    return;
}

var builder = DistributedApplication.CreateBuilder([]);
var emulators = new List<IResourceBuilder<ProjectResource>>();
object[] endpoints;
if (options.AwsRegion is { } region)
{
    endpoints = ["--lambda-endpoint", $"https://lambda.{region}.amazonaws.com", "--stepfunctions-endpoint", $"https://states.{region}.amazonaws.com"];
}
else
{
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

    emulators.AddRange([lambda, stepFunctions]);
    endpoints = ["--lambda-endpoint", lambda.GetEndpoint("http"), "--stepfunctions-endpoint", stepFunctions.GetEndpoint("http")];
}

if (options.Run is { } experiment)
{
    await ExperimentRun.RunAsync(builder.Build(), experiment, endpoints);
    return;
}

var runner = builder.AddProject<Projects.Cli>("runner")
    .WithHttpEndpoint(targetPort: AppHostOptions.UsualRunnerPort, name: "http", isProxied: false)
    .WithHttpHealthCheck("/health");
runner.WithArgs("serve", "--urls", runner.GetEndpoint("http"), "--data", options.DataFolder).WithArgs(endpoints);
if (options.FirstRun)
{
    runner.WithArgs("--first-run");
}

// It needs nobody to begin with: it comes up beside the others and says what is missing.
var dashboard = builder.AddProject<Projects.Dashboard>("dashboard")
    .WithHttpEndpoint(port: options.DashboardPort, targetPort: options.DashboardPort ?? AppHostOptions.UsualDashboardPort, name: "http", isProxied: false)
    .WithHttpHealthCheck("/health")
    .WithReference(runner);
dashboard.WithArgs("--urls", dashboard.GetEndpoint("http"), "--runner", runner.GetEndpoint("http"), "--data", options.DataFolder);
if (emulators.Count > 0)
{
    dashboard.WithArgs(endpoints);
}

foreach (var emulator in emulators)
{
    runner.WithReference(emulator).WaitFor(emulator);
    dashboard.WithReference(emulator);
}

await builder.Build().RunAsync();
