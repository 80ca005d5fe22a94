using System.Runtime.InteropServices;

namespace Ensemble.Models.Training.LibTorch;

/// <summary>Makes TorchSharp's native library loadable on Linux systems with a C++ runtime older than GCC 13's.</summary>
internal static class LibTorchLoader
{
    // TorchSharp 0.107.0 was linked on Ubuntu 24.04. Of this version it names one symbol, ios_base_library_init, and
    // has no relocation for it: nothing is missing at run time on Debian 12 or Ubuntu 22.04, only the name.
    private const string OptionalVersion = "GLIBCXX_3.4.32";

    /// <summary>Must run before the first use of TorchSharp. Changes only the copy beside the program.</summary>
    public static void Prepare(string directory)
    {
        var library = Path.Combine(directory, "libLibTorchSharp.so");
        if (!OperatingSystem.IsLinux() || !File.Exists(library) || SystemHas(OptionalVersion))
        {
            return;
        }

        var bytes = File.ReadAllBytes(library);
        if (SymbolVersions.MarkWeak(bytes, OptionalVersion))
        {
            var temporary = $"{library}.{Environment.ProcessId}.tmp";
            File.WriteAllBytes(temporary, bytes);
            File.SetUnixFileMode(temporary, File.GetUnixFileMode(library));
            File.Move(temporary, library, overwrite: true);
        }
    }

    private static bool SystemHas(string version)
    {
        // The loader's own search decides which file that is; the process's map then says where it lies.
        if (!NativeLibrary.TryLoad("libstdc++.so.6", out _))
        {
            return false;
        }

        var line = File.ReadLines("/proc/self/maps").FirstOrDefault(
            line => line.Contains("/libstdc++.so", StringComparison.Ordinal));
        return line is not null
            && File.ReadAllBytes(line[line.IndexOf('/', StringComparison.Ordinal)..])
                .AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(version + '\0')) >= 0;
    }
}
