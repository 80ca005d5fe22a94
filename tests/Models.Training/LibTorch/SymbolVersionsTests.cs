using System.Buffers.Binary;
using System.Text;
using Ensemble.Models.Training.LibTorch;

namespace Ensemble.Models.Training.Tests.LibTorch;

public sealed class SymbolVersionsTests
{
    private const int Needed = 0x100;
    private const int Names = 0x180;
    private const int Headers = 0x200;

    [Fact]
    public void Only_the_flags_of_the_named_version_change()
    {
        var elf = TinyLibrary();
        var before = elf.ToArray();

        Assert.True(SymbolVersions.MarkWeak(elf, "V_2"));

        var flags = Needed + 16 + 16 + 4;
        Assert.Equal(2, BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(flags)));
        elf[flags] = 0;
        Assert.Equal(before, elf);
    }

    [Fact]
    public void A_version_of_the_second_library_is_found_too() => Assert.True(SymbolVersions.MarkWeak(TinyLibrary(), "W_1"));

    [Fact]
    public void A_mark_that_is_there_is_no_change()
    {
        var elf = TinyLibrary();

        Assert.True(SymbolVersions.MarkWeak(elf, "V_1"));
        Assert.False(SymbolVersions.MarkWeak(elf, "V_1"));
    }

    [Theory]
    [InlineData("V_")]
    [InlineData("V_22")]
    [InlineData("X_1")]
    public void A_version_that_is_not_needed_changes_nothing(string version)
    {
        var elf = TinyLibrary();

        Assert.False(SymbolVersions.MarkWeak(elf, version));
        Assert.Equal(TinyLibrary(), elf);
    }

    [Fact]
    public void Something_else_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => SymbolVersions.MarkWeak(new byte[100], "V_1"));
        Assert.Throws<InvalidDataException>(() => SymbolVersions.MarkWeak(TinyLibrary().AsSpan(0, Headers + 70), "V_1"));
    }

    // A file with a section of needed versions (two of one library, one of another) and the section of their names.
    private static byte[] TinyLibrary()
    {
        var elf = new byte[Headers + (3 * 64)];
        "\u007FELF\u0002\u0001"u8.CopyTo(elf);
        Write64(elf, 0x28, Headers);
        Write16(elf, 0x3C, 3);
        Encoding.ASCII.GetBytes("\0V_1\0V_2\0W_1\0").CopyTo(elf, Names);

        Library(elf, Needed, versions: 2, next: 48);
        Version(elf, Needed + 16, name: 1, next: 16);
        Version(elf, Needed + 32, name: 5, next: 0);
        Library(elf, Needed + 48, versions: 1, next: 0);
        Version(elf, Needed + 64, name: 9, next: 0);

        Section(elf, 1, type: 0x6FFFFFFE, offset: Needed, link: 2, info: 2);
        Section(elf, 2, type: 3, offset: Names, link: 0, info: 0);
        return elf;
    }

    private static void Library(byte[] elf, int at, ushort versions, uint next)
    {
        Write16(elf, at, 1);
        Write16(elf, at + 2, versions);
        Write32(elf, at + 8, 16);
        Write32(elf, at + 12, next);
    }

    private static void Version(byte[] elf, int at, uint name, uint next)
    {
        Write32(elf, at + 8, name);
        Write32(elf, at + 12, next);
    }

    private static void Section(byte[] elf, int index, uint type, ulong offset, uint link, uint info)
    {
        var at = Headers + (index * 64);
        Write32(elf, at + 4, type);
        Write64(elf, at + 0x18, offset);
        Write32(elf, at + 0x28, link);
        Write32(elf, at + 0x2C, info);
    }

    private static void Write16(byte[] elf, int at, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(at), value);

    private static void Write32(byte[] elf, int at, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(at), value);

    private static void Write64(byte[] elf, int at, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(elf.AsSpan(at), value);
}
