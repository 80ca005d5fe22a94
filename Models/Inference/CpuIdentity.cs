using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Ensemble.Models.Inference;

/// <summary>
/// The processor's type and instruction sets as one number. An optimised graph is laid out for them (NCHWc blocks of 8 or
/// 16 channels) and must not be used on another type.
/// </summary>
internal static class CpuIdentity
{
    private const string LinuxCpuInfo = "/proc/cpuinfo";

    /// <summary>Equal numbers mean that optimised graphs can be exchanged.</summary>
    public static ulong Value { get; } = Deterministic.Mix(X86Base.IsSupported ? X86() : Arm(), (ulong)RuntimeInformation.ProcessArchitecture);

    // The name (leaves 0x80000002-4), family and model and features (1, without ebx, which tells the core; 7).
    private static ulong X86()
    {
        var value = 0UL;
        if ((uint)X86Base.CpuId(unchecked((int)0x80000000), 0).Eax >= 0x80000004)
        {
            for (var leaf = 0x80000002; leaf <= 0x80000004; leaf++)
            {
                var name = X86Base.CpuId((int)leaf, 0);
                value = Add(Add(Add(Add(value, name.Eax), name.Ebx), name.Ecx), name.Edx);
            }
        }

        var first = X86Base.CpuId(1, 0);
        value = Add(Add(Add(value, first.Eax), first.Ecx), first.Edx);
        if (X86Base.CpuId(0, 0).Eax < 7)
        {
            return value;
        }

        var features = X86Base.CpuId(7, 0);
        return Add(Add(Add(Add(value, features.Ebx), features.Ecx), features.Edx), X86Base.CpuId(7, 1).Eax);
    }

    private static ulong Arm() => File.Exists(LinuxCpuInfo)
        ? File.ReadLines(LinuxCpuInfo)
            .Where(line => line.StartsWith("CPU ", StringComparison.Ordinal) || line.StartsWith("Features", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .Aggregate(0UL, Deterministic.Mix)
        : 0;

    private static ulong Add(ulong value, int register) => Deterministic.Mix(value, (uint)register);
}
