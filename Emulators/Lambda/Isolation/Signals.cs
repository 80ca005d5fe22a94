namespace Ensemble.Lambda.Isolation;

/// <summary>Signals by number, in the words that Lambda's messages use (those of Go's <c>syscall.Signal</c>).</summary>
internal static class Signals
{
    /// <summary>
    /// The signal behind an exit code of the shell's convention, 128 and the signal's number; null: it is an exit code.
    /// Only signals that commonly end a program are taken for such: a program may well exit with 129 itself.
    /// </summary>
    public static string? OfExitCode(int code) => (code - 128) switch
    {
        3 => "quit",
        4 => "illegal instruction",
        5 => "trace/breakpoint trap",
        6 => "aborted",
        7 => "bus error",
        8 => "floating point exception",
        9 => "killed",
        11 => "segmentation fault",
        13 => "broken pipe",
        15 => "terminated",
        24 => "CPU time limit exceeded",
        25 => "file size limit exceeded",
        31 => "bad system call",
        _ => null,
    };
}
