namespace Ensemble.Models.Images;

/// <summary>A decoded picture: 8-bit RGB, rows from top to bottom, three bytes per pixel, no padding.</summary>
/// <param name="Width">Pixels per row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Pixels"><c>Height * Width * 3</c> bytes, in the order R, G, B.</param>
public sealed record RgbImage(int Width, int Height, byte[] Pixels);
