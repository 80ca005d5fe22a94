using CsCheck;

using Ensemble.Models.DataSets.ImageNet;

namespace Ensemble.Models.Tests.DataSets;

public sealed class MatFileTests
{
    // Both files were written by SciPy, with the eight fields of the kit's meta.mat.
    private static readonly byte[] Compressed = Fixture("meta.mat");
    private static readonly byte[] Uncompressed = Fixture("meta-uncompressed.mat");

    [Fact]
    public void Numbers_of_every_width_and_texts_are_read()
    {
        foreach (var file in new[] { Compressed, Uncompressed })
        {
            var synsets = MatFile.ReadStructures(file, "synsets");
            Assert.Equal([1.0, 2.0, 3.0, 490.0, 1001.0], synsets.Select(synset => synset["ILSVRC2012_ID"]));
            Assert.Equal(["n02119789", "n02100735", "n02110185", "n01751748", "n00001740"], synsets.Select(synset => synset["WNID"]));
            Assert.Equal("Siberian husky", synsets[2]["words"]);
            Assert.Null(synsets[0]["children"]);
            Assert.Equal(8, synsets[0].Count);
        }
    }

    [Fact]
    public void Another_variable_is_not_found() =>
        Assert.Contains("no array of structures named 'classes'", Assert.Throws<InvalidDataException>(() => MatFile.ReadStructures(Compressed, "classes")).Message, StringComparison.Ordinal);

    [Fact]
    public void Something_else_is_not_a_mat_file() =>
        Assert.Contains("not a little-endian MATLAB level 5 file", Assert.Throws<InvalidDataException>(() => MatFile.ReadStructures(new byte[200], "synsets")).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_truncation_is_invalid_data()
    {
        for (var length = 0; length < Uncompressed.Length - 8; length++)
        {
            Assert.Throws<InvalidDataException>(() => MatFile.ReadStructures(Uncompressed.AsSpan(0, length), "synsets"));
        }
    }

    [Fact]
    public void Damage_gives_structures_or_invalid_data_and_no_other_exception() =>
        Gen.Select(Gen.Bool, Gen.Select(Gen.Int[128, 8000], Gen.Byte).Array[1, 5]).Sample((compressed, changes) =>
        {
            var damaged = (compressed ? Compressed : Uncompressed).ToArray();
            foreach (var (at, value) in changes)
            {
                damaged[128 + (at % (damaged.Length - 128))] = value;
            }

            try
            {
                return MatFile.ReadStructures(damaged, "synsets") is not null;
            }
            catch (InvalidDataException e)
            {
                return e.Message.Length > 0;
            }
        }, iter: 3000);

    private static byte[] Fixture(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "DataSets", "Fixtures", name));
}
