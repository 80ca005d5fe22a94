namespace Ensemble.Models.DataSets.Shapes;

/// <summary>
/// Draws one sound clip: a class is one of four rhythms and one of four intervals between two notes that sound together,
/// at any pitch, among other tones and noise. Holds the working memory of one thread.
/// </summary>
internal sealed class ShapeSound
{
    public const int SampleRate = 16_000;
    public const int Samples = SampleRate;

    // Where the notes of each rhythm begin and how long they last, as shares of the rhythm's length.
    private static readonly (float Start, float Length)[][] Rhythms =
    [
        [(0f, 1f)],
        [(0f, 0.42f), (0.55f, 0.45f)],
        [(0f, 0.2f), (0.28f, 0.2f), (0.56f, 0.44f)],
        [(0f, 0.14f), (0.21f, 0.14f), (0.42f, 0.14f), (0.63f, 0.14f), (0.84f, 0.16f)],
    ];

    // Octave, fifth, fourth, major third.
    private static readonly float[] Intervals = [2f, 3f / 2, 4f / 3, 5f / 4];

    private readonly float[] _clip = new float[Samples];

    /// <summary>Draws the clip that a seed stands for.</summary>
    public void Render(int label, ulong seed, ShapesDifficulty difficulty, Span<short> clip)
    {
        var dice = new ShapesDice(seed, difficulty);
        dice.RollHardness();
        Array.Clear(_clip);
        DrawRhythm(Rhythms[label / Intervals.Length], Intervals[label % Intervals.Length], difficulty, ref dice);
        for (var i = dice.DrawCount(difficulty.SoundDistractors); i > 0; i--)
        {
            var start = dice.Random.NextInt32(Samples * 3 / 4);
            var length = Math.Min(Samples - start, dice.Random.NextInt32(Samples) + (Samples / 10));
            AddTone(start, length, dice.Random.Uniform(120f, 3000f), dice.Draw(difficulty.SoundDistraction), ref dice);
        }

        AddNoise(dice.Draw(difficulty.SoundNoise), ref dice.Random);
        Develop(clip, dice.Random.Uniform(0.2f, 0.95f));
    }

    private void DrawRhythm(
        (float Start, float Length)[] rhythm, float interval, ShapesDifficulty difficulty, ref ShapesDice dice)
    {
        var length = dice.Random.Uniform(0.6f, 0.98f) * Samples;
        var offset = dice.Random.NextSingle() * (Samples - length);
        var pitch = dice.Random.Uniform(160f, 640f);
        var jitter = dice.Draw(difficulty.SoundJitter);
        var upper = pitch * interval * (1 + dice.Around(jitter * 0.2f));
        var (loudness, overtone) = (dice.Random.Uniform(0.4f, 1f), dice.Random.NextSingle() * 0.6f);
        foreach (var (start, share) in rhythm)
        {
            var first = (int)Math.Clamp(offset + ((start + dice.Around(jitter)) * length), 0f, Samples - 1f);
            var samples = Math.Min(Samples - first, (int)(length * share * (1 + dice.Around(jitter * 4))));
            AddTone(first, samples, pitch, 1f, ref dice);
            AddTone(first, samples, pitch * 2, overtone, ref dice);
            AddTone(first, samples, upper, loudness, ref dice);
            AddTone(first, samples, upper * 2, loudness * overtone, ref dice);
        }
    }

    // A sine by repeated rotation, in double precision: 16,000 products lose less than one step of a 16-bit sample.
    private void AddTone(int start, int length, float frequency, float amplitude, ref ShapesDice dice)
    {
        var turns = frequency / SampleRate;
        double stepC = Deterministic.CosTurns(turns), stepS = Deterministic.SinTurns(turns);
        var phase = dice.Random.NextSingle();
        double c = Deterministic.CosTurns(phase), s = Deterministic.SinTurns(phase);
        var ramp = Math.Max(1, Math.Min(length / 4, SampleRate / 50));
        var clip = _clip.AsSpan(start, length);
        for (var i = 0; i < clip.Length; i++)
        {
            var edge = Math.Min(i, clip.Length - 1 - i);
            var envelope = edge < ramp ? amplitude * edge / ramp : amplitude;
            clip[i] += envelope * (float)s;
            (c, s) = ((c * stepC) - (s * stepS), (s * stepC) + (c * stepS));
        }
    }

    // The sum of four bytes is nearly normal, with a standard deviation of 147.8.
    private void AddNoise(float deviation, ref DeterministicRandom random)
    {
        var scale = deviation / 147.8f;
        for (var i = 0; i < Samples; i += 2)
        {
            var bits = random.NextUInt64();
            _clip[i] += scale * (FourBytes((uint)bits) - 510);
            _clip[i + 1] += scale * (FourBytes((uint)(bits >> 32)) - 510);
        }
    }

    private static int FourBytes(uint bits) =>
        (int)((bits & 255) + ((bits >> 8) & 255) + ((bits >> 16) & 255) + (bits >> 24));

    private void Develop(Span<short> clip, float peak)
    {
        var largest = 0f;
        foreach (var value in _clip)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        var gain = peak * short.MaxValue / largest;
        for (var i = 0; i < Samples; i++)
        {
            clip[i] = (short)(int)(_clip[i] * gain);
        }
    }
}
