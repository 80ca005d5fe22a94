namespace Ensemble.Models.Images;

/// <summary>How <see cref="ImageResizer"/> weighs the pixels around a point.</summary>
public enum Interpolation
{
    /// <summary>The one pixel that contains the point.</summary>
    Nearest,

    /// <summary>A triangle of radius one source pixel, widened by the factor of a reduction.</summary>
    Bilinear,

    /// <summary>Keys' cubic (a = -0.5) of radius two source pixels, widened by the factor of a reduction.</summary>
    Bicubic,
}
