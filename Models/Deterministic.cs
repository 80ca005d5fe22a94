namespace Ensemble.Models;

/// <summary>
/// Random numbers and elementary functions that are the same bits on every machine. The platform's sine, logarithm and
/// power come from the C library and differ in the last bit; addition, multiplication, division and square root are
/// exact by IEEE 754, so everything here is made of those.
/// </summary>
public static class Deterministic
{
    /// <summary>A 64-bit hash of a seed and a key (SplitMix64's finaliser, Steele et al., OOPSLA 2014).</summary>
    public static ulong Mix(ulong seed, ulong key)
    {
        var z = seed + ((key + 1) * 0x9E3779B97F4A7C15UL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>A 64-bit hash of a seed and a name.</summary>
    public static ulong Mix(ulong seed, string name)
    {
        var hash = seed;
        foreach (var character in name)
        {
            hash = Mix(hash, character);
        }

        return hash;
    }

    /// <summary>Sine of an angle in turns (1 is a full circle), within 2e-7.</summary>
    public static float SinTurns(float turns)
    {
        // Reduced to a quarter turn, then the odd Taylor polynomial to x^11.
        var t = (double)turns - Math.Floor(turns);
        var sign = 1.0;
        if (t >= 0.5)
        {
            t -= 0.5;
            sign = -1.0;
        }

        if (t > 0.25)
        {
            t = 0.5 - t;
        }

        var x = t * (2 * Math.PI);
        var s = x * x;
        var p = 1 - (s / 6 * (1 - (s / 20 * (1 - (s / 42 * (1 - (s / 72 * (1 - (s / 110)))))))));
        return (float)(sign * x * p);
    }

    /// <summary>Cosine of an angle in turns (1 is a full circle), within 2e-7.</summary>
    public static float CosTurns(float turns) => SinTurns(turns + 0.25f);
}

/// <summary>A small random generator whose sequence depends on its seed alone (xorshift64*, Vigna 2016).</summary>
public struct DeterministicRandom
{
    private ulong _state;

    /// <summary>Starts a sequence; every seed gives another.</summary>
    public DeterministicRandom(ulong seed)
    {
        _state = Deterministic.Mix(seed, 0x5EED);
        if (_state == 0)
        {
            _state = 0x9E3779B97F4A7C15UL;
        }
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return _state * 0x2545F4914F6CDD1DUL;
    }

    /// <summary>A number in [0, 1) with 24 random bits.</summary>
    public float NextSingle() => (NextUInt64() >> 40) * (1f / (1 << 24));

    /// <summary>A number in [low, high).</summary>
    public float Uniform(float low, float high) => low + ((high - low) * NextSingle());

    /// <summary>An integer in [0, bound).</summary>
    public int NextInt32(int bound) => (int)(((NextUInt64() >> 32) * (ulong)(uint)bound) >> 32);
}
