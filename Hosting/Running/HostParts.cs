using Ensemble.Hosting.Processes;

namespace Ensemble.Hosting.Running;

/// <summary>What the host reaches the world with.</summary>
internal sealed record HostParts(IServiceLauncher Launcher, IHealthProbe Probe, HostOutput Output, TimeProvider Time);
