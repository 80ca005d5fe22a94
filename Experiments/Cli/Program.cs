using Ensemble.Cli;

return await EnsembleCommand.RunAsync(args, Terminal.Standard());
