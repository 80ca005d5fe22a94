using Ensemble.Models.Images;

namespace Ensemble.Models.DataSets.Shapes;

/// <summary>
/// A procedural data set: 64x64 RGB pictures of 16 kinds of shapes, made from (seed, index) alone and the same bytes on
/// every machine. The splits are disjoint ranges of one index space. Within every 16 consecutive indices each class
/// occurs once. Hard enough that classes overlap: clutter, smaller shapes of other classes, occlusion, lighting,
/// rotation, scale, bending, and noise. Each item also has a one-second sound clip of the same class, whose evidence
/// is independent of the picture's.
/// </summary>
public sealed class ShapesDataSet : IDataSet
{
    /// <summary>The seed of the published data set, on which the bundled models were trained.</summary>
    public const ulong DefaultSeed = 20_240_229;

    /// <summary>Width and height of a picture.</summary>
    public const int ImageSize = ShapeCanvas.Size;

    /// <summary>Bytes of a picture: RGB, rows from top to bottom.</summary>
    public const int ImageBytes = ImageSize * ImageSize * 3;

    /// <summary>Samples of a second of sound.</summary>
    public const int SampleRate = ShapeSound.SampleRate;

    /// <summary>Samples of a sound clip: one second.</summary>
    public const int ClipSamples = ShapeSound.Samples;

    // Far apart and multiples of 16: a split can grow without touching another, and each starts a block of its own.
    private const ulong SplitStride = 1 << 24;
    private const int BlockSize = 16;

    [ThreadStatic]
    private static ShapeScene? _scene;

    [ThreadStatic]
    private static ShapeSound? _sound;

    private readonly ShapesDifficulty _difficulty;
    private readonly ulong _labelSeed;
    private readonly ulong _imageSeed;
    private readonly ulong _soundSeed;

    /// <summary>Opens the data set; another seed gives other items of the same kind.</summary>
    public ShapesDataSet(ulong seed = DefaultSeed)
        : this(seed, ShapesDifficulty.Published)
    {
    }

    internal ShapesDataSet(ulong seed, ShapesDifficulty difficulty)
    {
        _difficulty = difficulty;
        _labelSeed = Deterministic.Mix(seed, "label");
        _imageSeed = Deterministic.Mix(seed, "image");
        _soundSeed = Deterministic.Mix(seed, "sound");
    }

    /// <inheritdoc/>
    public string Name => "shapes";

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => ShapeTemplates.Names;

    /// <inheritdoc/>
    public IReadOnlyList<Split> Splits { get; } = [Split.Train, Split.Calibration, Split.Validation, Split.Test];

    /// <inheritdoc/>
    public int Count(Split split) => split switch
    {
        Split.Train or Split.Test => 50_000,
        Split.Calibration or Split.Validation => 5_000,
        _ => 0,
    };

    /// <inheritdoc/>
    public string IdOf(Split split, int index)
    {
        _ = GlobalIndex(split, index);
        return $"{split.ToString().ToLowerInvariant()}-{index:D5}";
    }

    /// <inheritdoc/>
    public int LabelOf(Split split, int index) => LabelAt(GlobalIndex(split, index));

    /// <inheritdoc/>
    public DecodedImage Load(Split split, int index)
    {
        var pixels = new byte[ImageBytes];
        Render(split, index, pixels);
        return DecodedImage.Of(new RgbImage(ImageSize, ImageSize, pixels));
    }

    /// <summary>Draws an item's picture into <see cref="ImageBytes"/> bytes, without allocating.</summary>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public void Render(Split split, int index, Span<byte> pixels)
    {
        if (pixels.Length != ImageBytes)
        {
            throw new ArgumentException($"A picture takes {ImageBytes} bytes, not {pixels.Length}.", nameof(pixels));
        }

        var global = GlobalIndex(split, index);
        (_scene ??= new ShapeScene()).Render(LabelAt(global), Deterministic.Mix(_imageSeed, global), _difficulty, pixels);
    }

    /// <summary>
    /// The item's sound clip: <see cref="ClipSamples"/> samples, mono, <see cref="SampleRate"/> per second. It has the
    /// class of the picture and nothing else in common with it: how hard it is and all it contains are drawn apart.
    /// </summary>
    public short[] LoadAudio(Split split, int index)
    {
        var clip = new short[ClipSamples];
        RenderAudio(split, index, clip);
        return clip;
    }

    /// <summary>Draws an item's sound clip into <see cref="ClipSamples"/> samples, without allocating.</summary>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public void RenderAudio(Split split, int index, Span<short> clip)
    {
        if (clip.Length != ClipSamples)
        {
            throw new ArgumentException($"A clip takes {ClipSamples} samples, not {clip.Length}.", nameof(clip));
        }

        var global = GlobalIndex(split, index);
        (_sound ??= new ShapeSound()).Render(LabelAt(global), Deterministic.Mix(_soundSeed, global), _difficulty, clip);
    }

    private ulong GlobalIndex(Split split, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count(split));
        return ((ulong)split * SplitStride) + (ulong)index;
    }

    // A seeded shuffle of the classes for each block of 16.
    private int LabelAt(ulong global)
    {
        Span<int> labels = stackalloc int[BlockSize];
        for (var i = 0; i < BlockSize; i++)
        {
            labels[i] = i;
        }

        var random = new DeterministicRandom(Deterministic.Mix(_labelSeed, global / BlockSize));
        for (var i = BlockSize - 1; i > 0; i--)
        {
            var other = random.NextInt32(i + 1);
            (labels[i], labels[other]) = (labels[other], labels[i]);
        }

        return labels[(int)(global % BlockSize)];
    }
}
