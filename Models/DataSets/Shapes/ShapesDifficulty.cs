namespace Ensemble.Models.DataSets.Shapes;

/// <summary>How one property of a picture goes from an easy item (hardness 0) to a hard one (hardness 1).</summary>
internal readonly record struct Ramp(float Easy, float Hard)
{
    public float At(float hardness) => Easy + ((Hard - Easy) * hardness);
}

/// <summary>
/// Everything that decides how hard <c>shapes</c> is. Each item draws one hardness in [0, 1); each of its properties
/// mixes that with a draw of its own, so that most items are easy in most ways and a tail is hard in all of them.
/// Lengths are in pixels of the 64x64 picture, colours in [0, 1].
/// </summary>
internal sealed record ShapesDifficulty
{
    /// <summary>The data set as published.</summary>
    public static ShapesDifficulty Published { get; } = new();

    /// <summary>The master knob: 0 makes every item easy, 1 lets the hardest be as hard as the ramps below allow.</summary>
    public float Level { get; init; } = 0.7f;

    /// <summary>How much of a property's hardness is shared with the other properties of its item.</summary>
    public float Shared { get; init; } = 0.6f;

    /// <summary>Half of the target's extent.</summary>
    public Ramp Radius { get; init; } = new(22f, 13f);

    /// <summary>Largest difference of the target's colour from the background's in any channel.</summary>
    public Ramp Contrast { get; init; } = new(0.65f, 0.4f);

    /// <summary>Probability that the target is brighter than the background, not darker.</summary>
    public float Brighter { get; init; } = 0.8f;

    /// <summary>Bending of the outline, as a share of the radius.</summary>
    public Ramp Warp { get; init; } = new(0.01f, 0.07f);

    /// <summary>Displacement of each corner, as a share of the radius.</summary>
    public Ramp CornerJitter { get; init; } = new(0.01f, 0.085f);

    /// <summary>Stretching in a random direction.</summary>
    public Ramp Stretch { get; init; } = new(0.03f, 0.125f);

    /// <summary>Slanting in a random direction.</summary>
    public Ramp Shear { get; init; } = new(0.02f, 0.11f);

    /// <summary>Strength of the background's texture.</summary>
    public Ramp Texture { get; init; } = new(0.03f, 0.115f);

    /// <summary>Number of lines and blobs behind the target.</summary>
    public Ramp Clutter { get; init; } = new(1f, 5f);

    /// <summary>Number of smaller shapes of other classes.</summary>
    public Ramp Distractors { get; init; } = new(1f, 2.75f);

    /// <summary>Size of a distractor, as a share of the target's.</summary>
    public Ramp DistractorScale { get; init; } = new(0.3f, 0.425f);

    /// <summary>Number of bars and blobs in front of the target.</summary>
    public Ramp Occluders { get; init; } = new(0f, 1.3f);

    /// <summary>Width of an occluder, as a share of the target's radius.</summary>
    public Ramp OccluderWidth { get; init; } = new(0.15f, 0.375f);

    /// <summary>Strength of the lighting's gradient and vignette.</summary>
    public Ramp Lighting { get; init; } = new(0.05f, 0.375f);

    /// <summary>Standard deviation of the noise of a pixel.</summary>
    public Ramp Noise { get; init; } = new(0.01f, 0.055f);

    /// <summary>Probability that the picture is out of focus.</summary>
    public Ramp Blur { get; init; } = new(0.05f, 0.325f);

    /// <summary>Standard deviation of the noise of a sound clip, relative to a tone of amplitude 1.</summary>
    public Ramp SoundNoise { get; init; } = new(0.1f, 6f);

    /// <summary>Number of other tones in a sound clip.</summary>
    public Ramp SoundDistractors { get; init; } = new(0f, 5f);

    /// <summary>Amplitude of the other tones of a sound clip.</summary>
    public Ramp SoundDistraction { get; init; } = new(0.1f, 1.2f);

    /// <summary>Untidiness of a rhythm and of its interval, as a share of the rhythm's length.</summary>
    public Ramp SoundJitter { get; init; } = new(0.005f, 0.08f);
}

/// <summary>The random numbers of one item and how hard it is.</summary>
internal struct ShapesDice(ulong seed, ShapesDifficulty difficulty)
{
    /// <summary>The item's random sequence.</summary>
    public DeterministicRandom Random = new(seed);

    private readonly ShapesDifficulty _difficulty = difficulty;
    private float _hardness;

    /// <summary>Draws how hard the item is; called once, before any other draw.</summary>
    public void RollHardness() => _hardness = Random.NextSingle();

    /// <summary>Draws the value of one property.</summary>
    public float Draw(Ramp ramp)
    {
        var share = _difficulty.Shared;
        return ramp.At(_difficulty.Level * ((share * _hardness) + ((1 - share) * Random.NextSingle())));
    }

    /// <summary>Draws a whole number: the property's value, rounded up or down at random in proportion.</summary>
    public int DrawCount(Ramp ramp) => (int)(Draw(ramp) + Random.NextSingle());

    /// <summary>A number in [-amplitude, amplitude).</summary>
    public float Around(float amplitude) => Random.Uniform(-amplitude, amplitude);

    /// <summary>True with this probability.</summary>
    public bool Chance(float probability) => Random.NextSingle() < probability;
}
