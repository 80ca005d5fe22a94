using System.CommandLine;
using Ensemble.Lambda.Server;

// Ending every worker may take a moment longer than the default of two seconds.
return await LambdaServerCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
