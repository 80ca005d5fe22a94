using System.Diagnostics.CodeAnalysis;

namespace Ensemble.Models.Images;

/// <summary>The outcome of decoding one item: a picture or an error, never both.</summary>
public sealed record DecodedImage
{
    private DecodedImage(RgbImage? image, string? error)
    {
        Image = image;
        Error = error;
    }

    /// <summary>The picture, or null where decoding failed.</summary>
    public RgbImage? Image { get; }

    /// <summary>What was wrong with the item, as a sentence; null where decoding succeeded.</summary>
    public string? Error { get; }

    /// <summary>Whether there is a picture.</summary>
    [MemberNotNullWhen(true, nameof(Image))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Image is not null;

    /// <summary>A picture.</summary>
    public static DecodedImage Of(RgbImage image) => new(image, null);

    /// <summary>An item that could not be decoded.</summary>
    public static DecodedImage Failed(string error) => new(null, error);
}
