namespace Ensemble.Models.DataSets.Shapes;

/// <summary>
/// Draws one picture: background, clutter, smaller shapes of other classes, the target, what stands in front of it,
/// light, and noise. Holds the working memory of one thread.
/// </summary>
internal sealed class ShapeScene
{
    private const int Size = ShapeCanvas.Size;

    private readonly ShapeCanvas _canvas = new();
    private readonly ShapeOutline _outline = new();
    private readonly PolygonFill _fill = new();
    private readonly ValueNoise _noise = new();
    private readonly float[] _texture = new float[Size * Size];
    private readonly float[] _scratch = new float[Size * Size];

    private ShapesDifficulty _difficulty = ShapesDifficulty.Published;
    private Colour _backdrop;
    private float _contrast;
    private float _centreX;
    private float _centreY;
    private float _radius;

    /// <summary>Draws the item that a seed stands for.</summary>
    public void Render(int label, ulong seed, ShapesDifficulty difficulty, Span<byte> pixels)
    {
        _difficulty = difficulty;
        var dice = new ShapesDice(seed, difficulty);
        dice.RollHardness();
        PlaceTarget(ref dice);
        DrawBackground(ref dice);
        DrawClutter(ref dice);
        DrawDistractors(label, ref dice);
        DrawTarget(label, ref dice);
        DrawOccluders(ref dice);
        if (dice.Chance(dice.Draw(difficulty.Blur)))
        {
            _canvas.Blur();
        }

        FillLight(ref dice);
        _canvas.Develop(pixels, _texture, dice.Draw(difficulty.Noise), ref dice.Random);
    }

    private void PlaceTarget(ref ShapesDice dice)
    {
        _radius = dice.Draw(_difficulty.Radius);
        var room = Math.Max(0f, (Size / 2) - _radius);
        _centreX = (Size / 2) + dice.Around(room);
        _centreY = (Size / 2) + dice.Around(room);
        _contrast = dice.Draw(_difficulty.Contrast);
    }

    private void DrawBackground(ref ShapesDice dice)
    {
        _backdrop = Colour.Random(ref dice.Random, 0.05f, 0.35f);
        var texture = dice.Draw(_difficulty.Texture);
        FillTexture(ref dice);
        var slope = 0.5f / Size;
        _canvas.Background(
            _backdrop,
            Colour.Random(ref dice.Random, -slope, slope),
            Colour.Random(ref dice.Random, -slope, slope),
            Colour.Random(ref dice.Random, -texture, texture) + new Colour(texture, texture, texture) * 0.5f,
            _texture);
    }

    private void FillTexture(ref ShapesDice dice)
    {
        if (dice.Chance(0.2f))
        {
            ValueNoise.Stripes(_texture, dice.Random.NextSingle(), dice.Random.Uniform(4f, 20f));
        }
        else
        {
            _noise.Fill(_texture, 3 + dice.Random.NextInt32(13), ref dice.Random);
        }
    }

    private void DrawClutter(ref ShapesDice dice)
    {
        for (var i = dice.DrawCount(_difficulty.Clutter); i > 0; i--)
        {
            var (x, y) = (dice.Random.Uniform(0, Size), dice.Random.Uniform(0, Size));
            if (dice.Chance(0.6f))
            {
                Bar(x, y, dice.Random.Uniform(8f, 50f), dice.Random.Uniform(0.5f, 1.6f), ref dice);
            }
            else
            {
                Blob(x, y, dice.Random.Uniform(2f, 6f), ref dice);
            }

            var colour = _backdrop.Differing(_contrast * dice.Random.Uniform(0.4f, 1.1f), 0.5f, ref dice.Random);
            _canvas.Blend(_fill, colour, dice.Random.Uniform(0.4f, 1f), default, _texture);
        }
    }

    private void DrawDistractors(int label, ref ShapesDice dice)
    {
        for (var i = dice.DrawCount(_difficulty.Distractors); i > 0; i--)
        {
            var other = (label + 1 + dice.Random.NextInt32(ShapeTemplates.Names.Length - 1)) % ShapeTemplates.Names.Length;
            var radius = _radius * dice.Draw(_difficulty.DistractorScale);
            var turns = dice.Random.NextSingle();
            var distance = dice.Random.Uniform(_radius * 0.9f, Size * 0.6f);
            var x = _centreX + (distance * Deterministic.CosTurns(turns));
            var y = _centreY + (distance * Deterministic.SinTurns(turns));
            DrawShape(other, x, y, radius, ref dice);
        }
    }

    private void DrawTarget(int label, ref ShapesDice dice) => DrawShape(label, _centreX, _centreY, _radius, ref dice);

    private void DrawShape(int label, float x, float y, float radius, ref ShapesDice dice)
    {
        ShapeTemplates.Draw(label, _outline, ref dice, dice.Draw(_difficulty.CornerJitter));
        _outline.Warp(
            dice.Draw(_difficulty.Warp), dice.Random.Uniform(0.3f, 0.9f), dice.Random.NextSingle(), dice.Random.NextSingle());
        _outline.Map(Affine.Of(
            dice.Random.NextSingle(), dice.Draw(_difficulty.Stretch), dice.Draw(_difficulty.Shear),
            dice.Random.NextSingle(), radius, x, y));
        _fill.Fill(_outline);
        var style = dice.Random.NextSingle();
        if (style < 0.2f)
        {
            _fill.KeepBorder(radius > 16f ? 3 : 2, _scratch);
        }

        var texture = style > 0.75f ? _contrast * 0.6f : 0f;
        if (texture > 0f)
        {
            FillTexture(ref dice);
        }

        var colour = _backdrop.Differing(_contrast, _difficulty.Brighter, ref dice.Random);
        var variation = Colour.Random(ref dice.Random, -texture, texture);
        _canvas.Blend(_fill, colour, dice.Random.Uniform(0.75f, 1f), variation, _texture);
    }

    private void DrawOccluders(ref ShapesDice dice)
    {
        for (var i = dice.DrawCount(_difficulty.Occluders); i > 0; i--)
        {
            var width = _radius * dice.Draw(_difficulty.OccluderWidth);
            var (x, y) = (_centreX + dice.Around(_radius), _centreY + dice.Around(_radius));
            if (dice.Chance(0.5f))
            {
                Bar(x, y, dice.Random.Uniform(_radius, _radius * 3f), width * 0.5f, ref dice);
            }
            else
            {
                Blob(x, y, width, ref dice);
            }

            var colour = _backdrop.Differing(_contrast * dice.Random.Uniform(0f, 1.2f), 0.5f, ref dice.Random);
            _canvas.Blend(_fill, colour, dice.Random.Uniform(0.8f, 1f), default, _texture);
        }
    }

    private void Bar(float x, float y, float length, float halfWidth, ref ShapesDice dice)
    {
        var turns = dice.Random.NextSingle();
        var (c, s) = (Deterministic.CosTurns(turns), Deterministic.SinTurns(turns));
        var (ax, ay) = (c * length * 0.5f, s * length * 0.5f);
        var (bx, by) = (-s * halfWidth, c * halfWidth);
        _outline.Clear();
        _outline.Add(x + ax + bx, y + ay + by);
        _outline.Add(x + ax - bx, y + ay - by);
        _outline.Add(x - ax - bx, y - ay - by);
        _outline.Add(x - ax + bx, y - ay + by);
        _outline.Close();
        _fill.Fill(_outline);
    }

    private void Blob(float x, float y, float radius, ref ShapesDice dice)
    {
        const int Points = 12;
        _outline.Clear();
        for (var i = 0; i < Points; i++)
        {
            var (turns, distance) = (i / (float)Points, radius * dice.Random.Uniform(0.7f, 1.2f));
            _outline.Add(x + (distance * Deterministic.CosTurns(turns)), y + (distance * Deterministic.SinTurns(turns)));
        }

        _outline.Close();
        _fill.Fill(_outline);
    }

    // Brightness falls along a direction and towards the corners; the texture's memory is free by now.
    private void FillLight(ref ShapesDice dice)
    {
        var strength = dice.Draw(_difficulty.Lighting);
        var turns = dice.Random.NextSingle();
        var (across, down) = (Deterministic.CosTurns(turns) * strength, Deterministic.SinTurns(turns) * strength);
        var vignette = strength * dice.Random.NextSingle();
        var exposure = 1 - (strength * dice.Around(0.5f));
        for (var y = 0; y < Size; y++)
        {
            var v = (y - 31.5f) / Size;
            var row = _texture.AsSpan(y * Size, Size);
            for (var x = 0; x < row.Length; x++)
            {
                var u = (x - 31.5f) / Size;
                row[x] = Math.Max(0f, exposure + (across * u) + (down * v) - (vignette * ((u * u) + (v * v))));
            }
        }
    }
}
