using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Ensemble.Hosting.Processes;

/// <summary>A job object: Windows ends every process in it when the last handle is closed, which is when this process ends.</summary>
[SupportedOSPlatform("windows")]
internal static partial class WindowsJob
{
    private const int ExtendedLimitInformation = 9;
    private const uint KillOnJobClose = 0x2000;

    /// <summary>Puts this process, and so every child that it will have, into a job. Where that is refused nothing changes.</summary>
    public static void HoldThisProcess()
    {
        var job = CreateJobObject(0, 0);
        var limits = new ExtendedLimits { LimitFlags = KillOnJobClose };
        if (job != 0 && SetInformationJobObject(job, ExtendedLimitInformation, ref limits, Marshal.SizeOf<ExtendedLimits>()))
        {
            // The handle is never closed: it is what keeps the job.
            AssignProcessToJobObject(job, GetCurrentProcess());
        }
    }

    [LibraryImport("kernel32", EntryPoint = "CreateJobObjectW")]
    private static partial nint CreateJobObject(nint attributes, nint name);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetInformationJobObject(nint job, int kind, ref ExtendedLimits limits, int length);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool AssignProcessToJobObject(nint job, nint process);

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentProcess();

    // JOBOBJECT_EXTENDED_LIMIT_INFORMATION; only the flags are set.
    [StructLayout(LayoutKind.Sequential)]
    private struct ExtendedLimits
    {
        public long PerProcessUserTimeLimit;
        public long PerJobUserTimeLimit;
        public uint LimitFlags;
        public nuint MinimumWorkingSetSize;
        public nuint MaximumWorkingSetSize;
        public uint ActiveProcessLimit;
        public nuint Affinity;
        public uint PriorityClass;
        public uint SchedulingClass;
        public ulong ReadOperationCount;
        public ulong WriteOperationCount;
        public ulong OtherOperationCount;
        public ulong ReadTransferCount;
        public ulong WriteTransferCount;
        public ulong OtherTransferCount;
        public nuint ProcessMemoryLimit;
        public nuint JobMemoryLimit;
        public nuint PeakProcessMemoryUsed;
        public nuint PeakJobMemoryUsed;
    }
}
