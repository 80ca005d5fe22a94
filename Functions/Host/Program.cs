using System.Runtime.InteropServices;
using Ensemble.Functions.Handlers;
using Ensemble.Functions.Runtime;

var settings = new FunctionSettings(Environment.GetEnvironmentVariable);
if (settings["AWS_LAMBDA_RUNTIME_API"] is null)
{
    await Console.Error.WriteLineAsync(
        "This program is the bootstrap of Lambda functions and is started by Lambda or an emulator of it, which sets AWS_LAMBDA_RUNTIME_API.");
    return 1;
}

if (settings.MemorySize > 0)
{
    // The runtime does not see the limit that Lambda sets on its machine.
    AppContext.SetData("GCHeapHardLimit", (ulong)settings.MemorySize * 1024 * 1024);
    GC.RefreshMemoryLimit();
}

var log = new FunctionLog(Console.OpenStandardOutput(), settings, TimeProvider.System);
using var loop = new RuntimeLoop(settings, log, TimeProvider.System);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    loop.Stop();
});
return await loop.RunAsync(() => HandlerCatalog.Create(settings, log, TimeProvider.System));
