using System.Runtime.InteropServices;

namespace Ensemble.Lambda.Isolation;

/// <summary>The few functions of the C library that .NET has no counterpart of.</summary>
internal static unsafe partial class Native
{
    public const int SigKill = 9;
    public const short PollIn = 1;

    /// <summary>The number of the signal that stops a process; it differs between Linux and macOS.</summary>
    public static int SigStop { get; } = OperatingSystem.IsMacOS() ? 17 : 19;

    /// <summary>The number of the signal that lets a process go on.</summary>
    public static int SigContinue { get; } = OperatingSystem.IsMacOS() ? 19 : 18;

    private static int NonBlocking { get; } = OperatingSystem.IsMacOS() ? 4 : 2048;

    /// <summary>Sends a signal to a process, or to a process group if the id is negative. Fails silently.</summary>
    [LibraryImport("libc", EntryPoint = "kill")]
    public static partial int Kill(int pid, int signal);

    /// <summary>Reads what is there; negative: nothing is, or an error.</summary>
    public static int Read(int descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            return (int)ReadCore(descriptor, start, (nuint)buffer.Length);
        }
    }

    /// <summary>Writes a few bytes.</summary>
    public static void Write(int descriptor, byte value) => WriteCore(descriptor, &value, 1);

    /// <summary>Waits until one of the descriptors has something to read.</summary>
    public static void Poll(Span<PollDescriptor> descriptors)
    {
        fixed (PollDescriptor* start = descriptors)
        {
            _ = PollCore(start, (nuint)descriptors.Length, -1);
        }
    }

    /// <summary>Makes a pipe whose ends children do not inherit.</summary>
    public static (int Read, int Write) Pipe()
    {
        var ends = stackalloc int[2];
        if (PipeCore(ends) != 0)
        {
            throw new IOException($"A pipe could not be made (error {Marshal.GetLastPInvokeError()}).");
        }

        const int SetFlags = 2;
        const int CloseOnExec = 1;
        _ = FcntlCore(ends[0], SetFlags, CloseOnExec);
        _ = FcntlCore(ends[1], SetFlags, CloseOnExec);
        return (ends[0], ends[1]);
    }

    /// <summary>Reading from the descriptor returns at once from now on, whether something is there or not.</summary>
    public static void SetNonBlocking(int descriptor)
    {
        const int SetStatus = 4;
        _ = FcntlCore(descriptor, SetStatus, NonBlocking);
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadCore(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint WriteCore(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int PollCore(PollDescriptor* descriptors, nuint count, int timeout);

    [LibraryImport("libc", EntryPoint = "pipe", SetLastError = true)]
    private static partial int PipeCore(int* ends);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int FcntlCore(int descriptor, int command, int argument);

    /// <summary>What <c>poll</c> waits for.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
