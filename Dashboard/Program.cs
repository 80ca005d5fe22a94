using Ensemble.Dashboard;

return await DashboardCommand.Create().Parse(args).InvokeAsync();
