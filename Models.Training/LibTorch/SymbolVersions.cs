using System.Buffers.Binary;
using System.Text;

namespace Ensemble.Models.Training.LibTorch;

/// <summary>
/// The versions that a 64-bit little-endian ELF library needs of other libraries (System V ABI; "Version needed" in
/// the Linux Standard Base, core generic, 10.7.3), and the flag that makes one of them optional.
/// </summary>
internal static class SymbolVersions
{
    private const int SectionHeaderSize = 64;
    private const uint VersionNeededSection = 0x6FFFFFFE;
    private const ushort WeakFlag = 2;

    /// <summary>
    /// Marks a needed version as weak, so that the loader accepts a library without it. Right only where nothing is
    /// bound to a symbol of that version.
    /// </summary>
    /// <returns>Whether the file needed that version and did not have the mark already.</returns>
    /// <exception cref="InvalidDataException">The bytes are not such a library.</exception>
    public static bool MarkWeak(Span<byte> elf, string version)
    {
        if (elf.Length < 64 || !elf[..6].SequenceEqual("\u007FELF\u0002\u0001"u8))
        {
            throw new InvalidDataException("This is not a 64-bit little-endian ELF file.");
        }

        try
        {
            return MarkWeakIn(elf, Encoding.ASCII.GetBytes(version + '\0'));
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new InvalidDataException("The ELF file's section headers point outside it.", e);
        }
    }

    private static bool MarkWeakIn(Span<byte> elf, ReadOnlySpan<byte> version)
    {
        var headers = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf[0x28..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(elf[0x3C..]);
        for (var i = 0; i < count; i++)
        {
            var header = elf.Slice(headers + (i * SectionHeaderSize), SectionHeaderSize);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) == VersionNeededSection)
            {
                var link = (int)BinaryPrimitives.ReadUInt32LittleEndian(header[0x28..]);
                var names = elf[Offset(elf.Slice(headers + (link * SectionHeaderSize), SectionHeaderSize))..];
                var libraries = (int)BinaryPrimitives.ReadUInt32LittleEndian(header[0x2C..]);
                return MarkWeakIn(elf[Offset(header)..], libraries, names, version);
            }
        }

        return false;
    }

    // Records of one library each (Verneed), and in each a chain of versions (Vernaux); links are relative.
    private static bool MarkWeakIn(Span<byte> needed, int libraries, Span<byte> names, ReadOnlySpan<byte> version)
    {
        for (var i = 0; i < libraries; i++)
        {
            var versions = BinaryPrimitives.ReadUInt16LittleEndian(needed[2..]);
            var entry = needed[(int)BinaryPrimitives.ReadUInt32LittleEndian(needed[8..])..];
            for (var j = 0; j < versions; j++)
            {
                var flags = BinaryPrimitives.ReadUInt16LittleEndian(entry[4..]);
                var name = names[(int)BinaryPrimitives.ReadUInt32LittleEndian(entry[8..])..];
                if (name.StartsWith(version))
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(entry[4..], (ushort)(flags | WeakFlag));
                    return (flags & WeakFlag) == 0;
                }

                entry = entry[(int)BinaryPrimitives.ReadUInt32LittleEndian(entry[12..])..];
            }

            needed = needed[(int)BinaryPrimitives.ReadUInt32LittleEndian(needed[12..])..];
        }

        return false;
    }

    private static int Offset(ReadOnlySpan<byte> sectionHeader) =>
        (int)BinaryPrimitives.ReadUInt64LittleEndian(sectionHeader[0x18..]);
}
