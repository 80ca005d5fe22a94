using Ensemble.Lambda.Server;

return await LambdaServerCommand.Create().Parse(args).InvokeAsync();
