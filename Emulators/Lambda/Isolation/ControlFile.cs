using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Ensemble.Lambda.Isolation;

/// <summary>A file of a control group that is kept open and read or written again and again from its beginning.</summary>
internal sealed class ControlFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    private ControlFile(SafeFileHandle handle) => _handle = handle;

    public static ControlFile ForReading(string path) => new(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));

    public static ControlFile ForWriting(string path) => new(File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite));

    /// <summary>Writes a value to a file that need not stay open.</summary>
    public static void Write(string path, string value)
    {
        using var file = ForWriting(path);
        file.Write(Encoding.ASCII.GetBytes(value));
    }

    public static void Write(string path, long value) => Write(path, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>The process ids in a file, one per line; none if the group is gone.</summary>
    public static IReadOnlyList<int> Processes(string path)
    {
        try
        {
            return [.. File.ReadAllLines(path).Select(line => int.Parse(line, CultureInfo.InvariantCulture)).Where(process => process > 0)];
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException || IsGone(exception))
        {
            return [];
        }
    }

    public void Write(ReadOnlySpan<byte> value) => RandomAccess.Write(_handle, value, 0);

    /// <summary>The number that the file holds.</summary>
    public long ReadNumber()
    {
        Span<byte> text = stackalloc byte[64];
        return Number(text[..RandomAccess.Read(_handle, text, 0)]);
    }

    /// <summary>The numbers behind two keys in a file of <c>key number</c> lines; 0 where a key is missing.</summary>
    public (long First, long Second, long Third) ReadFields(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third = default)
    {
        Span<byte> text = stackalloc byte[1024];
        text = text[..RandomAccess.Read(_handle, text, 0)];
        return (Field(text, first), Field(text, second), third.IsEmpty ? 0 : Field(text, third));
    }

    public void Dispose() => _handle.Dispose();

    private static long Field(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        while (!text.IsEmpty)
        {
            if (text.StartsWith(key) && text.Length > key.Length && text[key.Length] == ' ')
            {
                return Number(text[(key.Length + 1)..]);
            }

            var end = text.IndexOf((byte)'\n');
            text = end < 0 ? default : text[(end + 1)..];
        }

        return 0;
    }

    private static long Number(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out long number, out _) ? number : 0;

    // A group that was removed while its file is open: ENODEV.
    private static bool IsGone(Exception exception) => exception is IOException { HResult: 19 };
}
