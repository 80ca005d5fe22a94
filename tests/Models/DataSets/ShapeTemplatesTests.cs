using Ensemble.Models.DataSets.Shapes;

namespace Ensemble.Models.Tests.DataSets;

public sealed class ShapeTemplatesTests
{
    private const int Size = ShapeCanvas.Size;

    public static TheoryData<int> Labels => [.. Enumerable.Range(0, ShapeTemplates.Names.Length)];

    [Theory]
    [MemberData(nameof(Labels))]
    public void A_shape_fits_its_radius_and_covers_a_visible_part_of_it(int label)
    {
        for (var seed = 0UL; seed < 50; seed++)
        {
            var coverage = Draw(label, seed);
            var area = coverage.Sum();

            // A disc of radius 24 has an area of 1810.
            Assert.InRange(area, 250f, 1850f);
            Assert.All(coverage, value => Assert.InRange(value, 0f, 1.0001f));
            Assert.All(Enumerable.Range(0, Size), i => Assert.Equal(0f, coverage[(i * Size) + 1]));
        }
    }

    [Fact]
    public void Every_class_looks_different_from_every_other()
    {
        var shapes = Enumerable.Range(0, ShapeTemplates.Names.Length).Select(label => Draw(label, 1)).ToArray();

        for (var a = 0; a < shapes.Length; a++)
        {
            for (var b = 0; b < a; b++)
            {
                var union = shapes[a].Zip(shapes[b], Math.Max).Sum();
                var common = shapes[a].Zip(shapes[b], Math.Min).Sum();
                Assert.True(
                    common / union < 0.92,
                    $"{ShapeTemplates.Names[a]} and {ShapeTemplates.Names[b]} share {common / union:P0} of their area.");
            }
        }
    }

    [Fact]
    public void A_ring_has_a_hole_and_a_circle_has_none()
    {
        const int Centre = (Size / 2 * Size) + (Size / 2);

        Assert.Equal(0f, Draw(Array.IndexOf(ShapeTemplates.Names, "ring"), 3)[Centre]);
        Assert.Equal(1f, Draw(Array.IndexOf(ShapeTemplates.Names, "circle"), 3)[Centre]);
    }

    [Fact]
    public void Coverage_of_a_rectangle_between_pixels_is_its_exact_share()
    {
        var outline = new ShapeOutline();
        outline.Add(10.25f, 20f);
        outline.Add(12.5f, 20f);
        outline.Add(12.5f, 21.5f);
        outline.Add(10.25f, 21.5f);
        outline.Close();
        var fill = new PolygonFill();

        fill.Fill(outline);

        Assert.Equal((20, 22, 10, 13), (fill.Top, fill.Bottom, fill.Left, fill.Right));
        Assert.Equal([0f, 0.75f, 1f, 0.5f, 0f], fill.Coverage[((20 * Size) + 9)..((20 * Size) + 14)]);
        Assert.Equal([0f, 0.375f, 0.5f, 0.25f, 0f], fill.Coverage[((21 * Size) + 9)..((21 * Size) + 14)]);
    }

    [Fact]
    public void The_border_of_a_square_leaves_its_middle_empty()
    {
        var outline = new ShapeOutline();
        outline.Add(10, 10);
        outline.Add(30, 10);
        outline.Add(30, 30);
        outline.Add(10, 30);
        outline.Close();
        var fill = new PolygonFill();
        fill.Fill(outline);

        fill.KeepBorder(2, new float[Size * Size]);

        Assert.Equal([0f, 1f, 1f, 0f, 0f], fill.Coverage[((20 * Size) + 9)..((20 * Size) + 14)]);
        Assert.Equal(1f, fill.Coverage[(11 * Size) + 20]);
        Assert.Equal(0f, fill.Coverage[(12 * Size) + 20]);
    }

    [Fact]
    public void An_outline_outside_of_the_picture_covers_nothing()
    {
        var outline = new ShapeOutline();
        outline.Add(-30, -30);
        outline.Add(-10, -30);
        outline.Add(-20, 90);
        outline.Close();
        var fill = new PolygonFill();

        fill.Fill(outline);

        Assert.Equal(fill.Left, fill.Right);
    }

    private static float[] Draw(int label, ulong seed)
    {
        var dice = new ShapesDice(seed, ShapesDifficulty.Published);
        var outline = new ShapeOutline();
        ShapeTemplates.Draw(label, outline, ref dice, 0f);
        outline.Map(Affine.Of(0f, 0f, 0f, 0f, 24f, 32f, 32f));
        var fill = new PolygonFill();
        fill.Fill(outline);
        return fill.Coverage;
    }
}
