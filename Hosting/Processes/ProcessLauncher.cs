using System.Diagnostics;
using System.Globalization;
using System.Text;
using Aspire.Hosting;
using Ensemble.Hosting.Running;

namespace Ensemble.Hosting.Processes;

/// <summary>Starts programs as children that do not outlive this process, however it ends.</summary>
internal sealed class ProcessLauncher : IServiceLauncher
{
    private const string Shell = "/bin/sh";

    // The emulators allow themselves ten seconds to end their workers.
    private const int GraceSeconds = 12;

    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    private readonly string _leash = ReadLeash();
    private readonly bool _isLeashed = !OperatingSystem.IsWindows() && File.Exists(Shell);

    /// <summary>A launcher.</summary>
    public ProcessLauncher()
    {
        if (OperatingSystem.IsWindows())
        {
            WindowsJob.HoldThisProcess();
        }
    }

    public IServiceProcess Start(Service service, HostOutput output)
    {
        var start = _isLeashed
            ? new ProcessStartInfo(Shell, ["-c", _leash, "sh", GraceSeconds.ToString(CultureInfo.InvariantCulture), service.Program, .. service.Arguments])
            : new ProcessStartInfo(service.Program, service.Arguments);
        start.WorkingDirectory = service.Folder;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardInputEncoding = start.StandardOutputEncoding = start.StandardErrorEncoding = Utf8;
        foreach (var (name, value) in service.Environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return new ChildProcess(Process.Start(start)!, _isLeashed, service.Name, output);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new DistributedApplicationException($"{service.Program} cannot be started: {exception.Message}.", exception);
        }
    }

    private static string ReadLeash()
    {
        using var reader = new StreamReader(typeof(ProcessLauncher).Assembly.GetManifestResourceStream("leash.sh")!, Utf8);
        return reader.ReadToEnd();
    }
}
