using System.Globalization;

namespace Ensemble.Models.Graphs;

/// <summary>
/// The shape of one item between two layers, channels last as Keras writes it: an image
/// <c>(height, width, channels)</c> or a vector <c>(channels)</c>. The batch dimension is never part of it.
/// </summary>
/// <param name="Height">Rows; 0 for a vector.</param>
/// <param name="Width">Columns; 0 for a vector.</param>
/// <param name="Channels">Channels of an image or length of a vector.</param>
public readonly record struct Shape(int Height, int Width, int Channels)
{
    /// <summary>Whether this is a vector.</summary>
    public bool IsVector => Height == 0;

    /// <summary>The number of values.</summary>
    public long Elements => IsVector ? Channels : (long)Height * Width * Channels;

    /// <summary>The dimensions in Keras' order: <c>[height, width, channels]</c> or <c>[channels]</c>.</summary>
    public int[] Dimensions => IsVector ? [Channels] : [Height, Width, Channels];

    /// <summary>A vector of the given length.</summary>
    public static Shape Vector(int length) => new(0, 0, length);

    /// <summary>Keras' notation, e.g. <c>(112, 112, 32)</c> or <c>(1000,)</c>.</summary>
    public override string ToString() => IsVector
        ? string.Create(CultureInfo.InvariantCulture, $"({Channels},)")
        : string.Create(CultureInfo.InvariantCulture, $"({Height}, {Width}, {Channels})");
}
