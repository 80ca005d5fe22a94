using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Ensemble.Models.DataSets.ImageNet;

/// <summary>
/// Reads an array of structures from a MATLAB level 5 file ("MAT-File Format", MathWorks, chapter 1), compressed or not:
/// as much of the format as the ImageNet development kit's <c>meta.mat</c> uses.
/// </summary>
internal static class MatFile
{
    private const int HeaderBytes = 128;
    private const int CompressedElement = 15;
    private const int MatrixElement = 14;
    private const int StructureClass = 2;
    private const int CharacterClass = 4;

    /// <summary>
    /// The structures of a variable: by field name a <see cref="double"/> (the first number), a <see cref="string"/>, or
    /// null for anything else.
    /// </summary>
    /// <exception cref="InvalidDataException">The bytes are not such a file, or the variable is not in it.</exception>
    public static List<Dictionary<string, object?>> ReadStructures(ReadOnlySpan<byte> file, string variable)
    {
        try
        {
            return Find(file, variable);
        }
        catch (Exception e) when (e is IOException or IndexOutOfRangeException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException("its elements do not fit together.", e);
        }
    }

    private static List<Dictionary<string, object?>> Find(ReadOnlySpan<byte> file, string variable)
    {
        if (file.Length < HeaderBytes || !file[126..HeaderBytes].SequenceEqual("IM"u8))
        {
            throw new InvalidDataException("it is not a little-endian MATLAB level 5 file.");
        }

        for (var rest = file[HeaderBytes..]; !rest.IsEmpty;)
        {
            var content = Next(ref rest, out var type);
            if (type == CompressedElement)
            {
                ReadOnlySpan<byte> inflated = Inflate(content);
                content = Next(ref inflated, out type);
            }

            if (type == MatrixElement && Structures(content, variable) is { } structures)
            {
                return structures;
            }
        }

        throw new InvalidDataException($"it has no array of structures named '{variable}'.");
    }

    private static List<Dictionary<string, object?>>? Structures(ReadOnlySpan<byte> matrix, string variable)
    {
        var rest = matrix;
        if (Next(ref rest, out _)[0] != StructureClass)
        {
            return null;
        }

        var count = 1;
        foreach (var dimension in MemoryMarshal.Cast<byte, int>(Next(ref rest, out _)))
        {
            count = checked(count * dimension);
        }

        if (Encoding.ASCII.GetString(Next(ref rest, out _)) != variable)
        {
            return null;
        }

        var names = FieldNames(BinaryPrimitives.ReadInt32LittleEndian(Next(ref rest, out _)), Next(ref rest, out _));
        var structures = new List<Dictionary<string, object?>>();
        for (var i = 0; i < count && names.Count > 0; i++)
        {
            var fields = new Dictionary<string, object?>();
            foreach (var name in names)
            {
                fields[name] = Value(Next(ref rest, out _));
            }

            structures.Add(fields);
        }

        return structures;
    }

    private static List<string> FieldNames(int width, ReadOnlySpan<byte> content)
    {
        var names = new List<string>();
        for (; width > 0 && content.Length >= width; content = content[width..])
        {
            names.Add(Encoding.ASCII.GetString(content[..width]).TrimEnd('\0'));
        }

        return names;
    }

    private static object? Value(ReadOnlySpan<byte> matrix)
    {
        if (matrix.IsEmpty)
        {
            return null;
        }

        var rest = matrix;
        var kind = Next(ref rest, out _)[0];
        Next(ref rest, out _); // dimensions
        Next(ref rest, out _); // name
        if (kind is < CharacterClass or 5 || rest.IsEmpty)
        {
            return null; // cells, structures, objects, sparse
        }

        var content = Next(ref rest, out var type);
        return kind == CharacterClass ? Text(type, content) : content.IsEmpty ? null : Number(type, content);
    }

    private static string Text(int type, ReadOnlySpan<byte> content) =>
        type is 4 or 17 ? Encoding.Unicode.GetString(content) : Encoding.UTF8.GetString(content);

    /// <summary>The first number; MATLAB stores whole doubles in the smallest type that holds them.</summary>
    private static double? Number(int type, ReadOnlySpan<byte> content) => type switch
    {
        1 => (sbyte)content[0],
        2 => content[0],
        3 => BinaryPrimitives.ReadInt16LittleEndian(content),
        4 => BinaryPrimitives.ReadUInt16LittleEndian(content),
        5 => BinaryPrimitives.ReadInt32LittleEndian(content),
        6 => BinaryPrimitives.ReadUInt32LittleEndian(content),
        7 => BinaryPrimitives.ReadSingleLittleEndian(content),
        9 => BinaryPrimitives.ReadDoubleLittleEndian(content),
        12 => BinaryPrimitives.ReadInt64LittleEndian(content),
        13 => BinaryPrimitives.ReadUInt64LittleEndian(content),
        _ => null,
    };

    /// <summary>Takes the next data element and returns what it holds.</summary>
    private static ReadOnlySpan<byte> Next(scoped ref ReadOnlySpan<byte> rest, out int type)
    {
        if (rest.Length < 8)
        {
            throw new InvalidDataException("it ends early.");
        }

        var tag = BinaryPrimitives.ReadInt32LittleEndian(rest);
        if (tag >> 16 is > 0 and <= 4 and var small)
        {
            // A small element: type, length and up to four bytes in the place of a tag.
            type = tag & 0xFFFF;
            var few = rest.Slice(4, small);
            rest = rest[8..];
            return few;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(rest[4..]);
        if (length < 0 || length > rest.Length - 8)
        {
            throw new InvalidDataException("it ends early.");
        }

        type = tag;
        var content = rest.Slice(8, length);
        var padded = tag == CompressedElement ? length : (length + 7) & ~7;
        rest = rest[Math.Min(rest.Length, 8 + padded)..];
        return content;
    }

    private static byte[] Inflate(ReadOnlySpan<byte> content)
    {
        using var compressed = new MemoryStream(content.ToArray());
        using var inflating = new ZLibStream(compressed, CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        inflating.CopyTo(inflated);
        return inflated.ToArray();
    }
}
