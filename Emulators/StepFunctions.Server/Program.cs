using System.CommandLine;
using Ensemble.StepFunctions.Server;

// Stopping what runs and closing the store may take a moment longer than the default of two seconds.
return await ServerCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
