namespace Ensemble.Models.DataSets.Shapes;

/// <summary>Draws the outline of each class, with the proportions that vary within the class.</summary>
internal static class ShapeTemplates
{
    private const int ArcPoints = 40;

    /// <summary>The classes; a label is an index into this array.</summary>
    public static readonly string[] Names =
    [
        "circle", "ellipse", "semicircle", "crescent", "ring", "triangle", "square", "trapezoid",
        "rhombus", "pentagon", "hexagon", "star", "sparkle", "cross", "heart", "arrow",
    ];

    private static readonly float[] Sines = Table(Deterministic.SinTurns);
    private static readonly float[] Cosines = Table(Deterministic.CosTurns);
    private static readonly (float X, float Y)[] HeartPoints = Heart();

    /// <summary>Writes one shape of a class; corners are displaced by up to <paramref name="jitter"/>.</summary>
    public static void Draw(int label, ShapeOutline outline, ref ShapesDice dice, float jitter)
    {
        outline.Clear();
        switch (Names[label])
        {
            case "circle": Ellipse(outline, 1f, 1f); break;
            case "ellipse": Ellipse(outline, 1f, dice.Random.Uniform(0.48f, 0.74f)); break;
            case "semicircle": Semicircle(outline, dice.Around(0.12f)); break;
            case "crescent": Crescent(outline, dice.Random.Uniform(0.75f, 1.05f)); break;
            case "ring": Ring(outline, dice.Random.Uniform(0.42f, 0.66f)); break;
            case "heart": AddHeart(outline); break;
            default: Polygon(label, outline, ref dice, jitter); break;
        }

        if (outline.ContourCount == 0)
        {
            outline.Close();
        }
    }

    private static void Polygon(int label, ShapeOutline outline, ref ShapesDice dice, float jitter)
    {
        Span<(float X, float Y)> corners = stackalloc (float, float)[12];
        var count = Names[label] switch
        {
            "triangle" => Regular(corners, 3, 1f),
            "square" => Regular(corners, 4, 1f),
            "trapezoid" => Trapezoid(corners, dice.Random.Uniform(0.35f, 0.68f), dice.Random.Uniform(0.45f, 0.7f)),
            "rhombus" => Rhombus(corners, dice.Random.Uniform(0.5f, 0.74f)),
            "pentagon" => Regular(corners, 5, 1f),
            "hexagon" => Regular(corners, 6, 1f),
            "star" => Regular(corners, 10, dice.Random.Uniform(0.4f, 0.62f)),
            "sparkle" => Regular(corners, 8, dice.Random.Uniform(0.26f, 0.5f)),
            "cross" => Cross(corners, dice.Random.Uniform(0.22f, 0.42f)),
            "arrow" => Arrow(corners, ref dice),
            var name => throw new InvalidOperationException($"There is no outline for the class '{name}'."),
        };
        corners = corners[..count];
        foreach (ref var corner in corners)
        {
            corner = (corner.X + dice.Around(jitter), corner.Y + dice.Around(jitter));
        }

        var pieces = Math.Max(2, 32 / count);
        for (var i = 0; i < count; i++)
        {
            var (from, to) = (corners[i], corners[(i + 1) % count]);
            outline.AddSide(from.X, from.Y, to.X, to.Y, pieces);
        }
    }

    private static void Ellipse(ShapeOutline outline, float width, float height)
    {
        for (var i = 0; i < ArcPoints; i++)
        {
            outline.Add(width * Cosines[i], height * Sines[i]);
        }
    }

    private static void Semicircle(ShapeOutline outline, float depth)
    {
        for (var i = 0; i <= ArcPoints / 2; i++)
        {
            outline.Add(Cosines[i], (Sines[i] * (1 + depth)) - 0.42f);
        }

        outline.AddSide(-1f, -0.42f, 1f, -0.42f, 8);
    }

    // The outer arc goes from 0.15 to 0.85 turns; half an ellipse of the given depth leads back.
    private static void Crescent(ShapeOutline outline, float depth)
    {
        for (var i = 6; i <= ArcPoints - 6; i++)
        {
            outline.Add(Cosines[i] + 0.25f, Sines[i]);
        }

        var (tipX, tipY) = (Cosines[6] + 0.25f, Sines[6]);
        for (var i = ArcPoints / 2; i-- > 1;)
        {
            outline.Add(tipX - (depth * Sines[i]), tipY * Cosines[i]);
        }
    }

    private static void Ring(ShapeOutline outline, float hole)
    {
        Ellipse(outline, 1f, 1f);
        outline.Close();
        Ellipse(outline, hole, hole);
        outline.Close();
    }

    private static void AddHeart(ShapeOutline outline)
    {
        foreach (var (x, y) in HeartPoints)
        {
            outline.Add(x, y);
        }
    }

    private static int Regular(Span<(float X, float Y)> corners, int count, float oddRadius)
    {
        for (var i = 0; i < count; i++)
        {
            var radius = i % 2 == 1 ? oddRadius : 1f;
            var turns = i / (float)count;
            corners[i] = (radius * Deterministic.CosTurns(turns), radius * Deterministic.SinTurns(turns));
        }

        return count;
    }

    private static int Trapezoid(Span<(float X, float Y)> corners, float top, float height)
    {
        corners[0] = (-1f, height);
        corners[1] = (1f, height);
        corners[2] = (top, -height);
        corners[3] = (-top, -height);
        return 4;
    }

    private static int Rhombus(Span<(float X, float Y)> corners, float width)
    {
        corners[0] = (0f, -1.05f);
        corners[1] = (width, 0f);
        corners[2] = (0f, 1.05f);
        corners[3] = (-width, 0f);
        return 4;
    }

    private static int Cross(Span<(float X, float Y)> corners, float arm)
    {
        for (var i = 0; i < 12; i++)
        {
            var quarter = i / 3;
            var (px, py) = (i % 3) switch { 0 => (1f, -arm), 1 => (1f, arm), _ => (arm, arm) };
            corners[i] = quarter switch { 0 => (px, py), 1 => (-py, px), 2 => (-px, -py), _ => (py, -px) };
        }

        return 12;
    }

    private static int Arrow(Span<(float X, float Y)> corners, ref ShapesDice dice)
    {
        var neck = dice.Random.Uniform(-0.1f, 0.3f);
        var head = dice.Random.Uniform(0.6f, 0.9f);
        var shaft = dice.Random.Uniform(0.16f, 0.34f);
        corners[0] = (1f, 0f);
        corners[1] = (neck, head);
        corners[2] = (neck, shaft);
        corners[3] = (-1f, shaft);
        corners[4] = (-1f, -shaft);
        corners[5] = (neck, -shaft);
        corners[6] = (neck, -head);
        return 7;
    }

    // x = 16 sin^3 t, y = 13 cos t - 5 cos 2t - 2 cos 3t - cos 4t, scaled to the unit circle.
    private static (float X, float Y)[] Heart()
    {
        var points = new (float, float)[ArcPoints];
        for (var i = 0; i < ArcPoints; i++)
        {
            var t = i / (float)ArcPoints;
            var sine = Deterministic.SinTurns(t);
            var y = (13 * Deterministic.CosTurns(t)) - (5 * Deterministic.CosTurns(2 * t))
                - (2 * Deterministic.CosTurns(3 * t)) - Deterministic.CosTurns(4 * t);
            points[i] = (sine * sine * sine, (2.5f + y) / -16f);
        }

        return points;
    }

    private static float[] Table(Func<float, float> function)
    {
        var values = new float[ArcPoints];
        for (var i = 0; i < ArcPoints; i++)
        {
            values[i] = function(i / (float)ArcPoints);
        }

        return values;
    }
}
