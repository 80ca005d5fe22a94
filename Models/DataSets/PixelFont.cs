using SkiaSharp;

namespace Ensemble.Models.DataSets;

/// <summary>
/// A 5x7 pixel font, because a server has no fonts. Capitals are drawn as small letters and unknown characters as a
/// question mark.
/// </summary>
internal static class PixelFont
{
    /// <summary>Distance from one character to the next, in font pixels.</summary>
    public const int Advance = 6;

    /// <summary>Height of a character, in font pixels.</summary>
    public const int Height = 7;

    private const int Width = 5;
    private const string Characters = "abcdefghijklmnopqrstuvwxyz0123456789-_.,:/()'?";

    // 35 bits a character: seven rows from the top, five bits each, the leftmost pixel first.
    private static readonly ulong[] Glyphs =
    [
        0x000E0BE2F, 0x421E8C63E, 0x000F8420F, 0x042F8C62F, 0x000E8FE0E, 0x1928F2108, 0x000F8BC2E, 0x421E8C631,
        0x100C2108E, 0x080610A4C, 0x4212A6292, 0x30842108E, 0x001AAD6B5, 0x001E8C631, 0x000E8C62E, 0x001E8FA10,
        0x000F8BC21, 0x0016CC210, 0x000F8383E, 0x211E42126, 0x00118C62F, 0x00118C544, 0x0015AD6AA, 0x001151151,
        0x00118BC2E, 0x001F1111F, 0x3A33AE62E, 0x11842108E, 0x3A213221F, 0x3A213062E, 0x08CA97C42, 0x7E1E0862E,
        0x3A1E8C62E, 0x7C2221084, 0x3A317462E, 0x3A318BC2E, 0x000070000, 0x00000001F, 0x000000318, 0x000003188,
        0x018C03180, 0x042222210, 0x088842082, 0x208210888, 0x108800000, 0x3A2131004,
    ];

    /// <summary>Draws a text with its upper left corner at a point, as much of it as fits into the width.</summary>
    public static void Draw(SKCanvas canvas, string text, float x, float y, int scale, float width, SKPaint paint)
    {
        var room = (int)((width + scale) / (Advance * scale));
        foreach (var character in text.Length > room ? text.AsSpan(0, Math.Max(0, room)) : text)
        {
            DrawCharacter(canvas, character, x, y, scale, paint);
            x += Advance * scale;
        }
    }

    private static void DrawCharacter(SKCanvas canvas, char character, float x, float y, int scale, SKPaint paint)
    {
        if (character == ' ')
        {
            return;
        }

        var index = Characters.IndexOf(char.ToLowerInvariant(character), StringComparison.Ordinal);
        var glyph = Glyphs[index < 0 ? Characters.Length - 1 : index];
        for (var bit = 0; bit < Width * Height; bit++)
        {
            if ((glyph >> ((Width * Height) - 1 - bit) & 1) == 1)
            {
                canvas.DrawRect(x + (bit % Width * scale), y + (bit / Width * scale), scale, scale, paint);
            }
        }
    }
}
