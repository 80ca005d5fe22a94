using Ensemble.Lambda.Functions;
using Ensemble.Lambda.Isolation;
using Ensemble.Lambda.Observation;
using Ensemble.Lambda.Runtime;

namespace Ensemble.Lambda.Environments;

/// <summary>What every environment needs of the emulator around it.</summary>
internal sealed record EnvironmentServices(
    EmulatorOptions Options,
    AccountSettings Account,
    IIsolation Isolation,
    CpuLedger Cpu,
    RuntimeSessions Sessions,
    Journal Journal,
    Ids Ids,
    TimeProvider Time)
{
    /// <summary>Host and port of the Runtime API, known once the server listens.</summary>
    public string RuntimeApi { get; set; } = "127.0.0.1:9001";

    /// <summary>Host and port of the daemon of X-Ray.</summary>
    public string TraceDaemon { get; set; } = "127.0.0.1:2000";
}
