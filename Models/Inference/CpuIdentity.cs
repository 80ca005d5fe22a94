using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Ensemble.Models.Inference;

/// <summary>
/// The processor's type and instruction sets as a text. An optimised graph is laid out for them (NCHWc blocks of 8 or 16
/// channels) and must not be used on another type.
/// </summary>
internal static class CpuIdentity
{
    private const string LinuxCpuInfo = "/proc/cpuinfo";

    /// <summary>Equal texts mean that optimised graphs can be exchanged.</summary>
    public static string Text { get; } = Describe();

    private static string Describe()
    {
        var text = new StringBuilder($"{RuntimeInformation.ProcessArchitecture}");
        if (X86Base.IsSupported)
        {
            AppendX86(text);
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $" simd={AdvSimd.IsSupported} dot={Dp.IsSupported} rdm={Rdm.IsSupported}");
            AppendLinuxParts(text);
        }

        return text.ToString();
    }

    // Leaves 0x80000002-4: the name. Leaf 1 (without ebx, which tells the core) and leaf 7: family, model, features.
    private static void AppendX86(StringBuilder text)
    {
        if ((uint)X86Base.CpuId(unchecked((int)0x80000000), 0).Eax >= 0x80000004)
        {
            for (var leaf = 0x80000002; leaf <= 0x80000004; leaf++)
            {
                var (a, b, c, d) = X86Base.CpuId((int)leaf, 0);
                text.Append(Encoding.ASCII.GetString(MemoryMarshal.AsBytes<int>([a, b, c, d])));
            }
        }

        var (signature, _, ecx, edx) = X86Base.CpuId(1, 0);
        text.Append(CultureInfo.InvariantCulture, $" {signature:x} {ecx:x} {edx:x}");
        if (X86Base.CpuId(0, 0).Eax >= 7)
        {
            var (_, ebx7, ecx7, edx7) = X86Base.CpuId(7, 0);
            text.Append(CultureInfo.InvariantCulture, $" {ebx7:x} {ecx7:x} {edx7:x} {X86Base.CpuId(7, 1).Eax:x}");
        }
    }

    private static void AppendLinuxParts(StringBuilder text)
    {
        if (!File.Exists(LinuxCpuInfo))
        {
            return;
        }

        var parts = File.ReadLines(LinuxCpuInfo)
            .Where(line => line.StartsWith("CPU ", StringComparison.Ordinal) || line.StartsWith("Features", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal);
        text.AppendJoin(';', parts);
    }
}
