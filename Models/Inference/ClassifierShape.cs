namespace Ensemble.Models.Inference;

/// <summary>
/// What a classifier's file must take and give: <c>uint8</c> RGB pixels <c>[N, Height, Width, 3]</c> in, <c>float</c>
/// probabilities <c>[N, Classes]</c> out.
/// </summary>
/// <param name="Height">Rows of an item.</param>
/// <param name="Width">Pixels per row.</param>
/// <param name="Classes">The number of probabilities per item.</param>
public sealed record ClassifierShape(int Height, int Width, int Classes)
{
    /// <summary>Bytes of one item.</summary>
    public int ItemBytes => Height * Width * 3;
}
