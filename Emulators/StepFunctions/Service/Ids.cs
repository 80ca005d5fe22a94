using Ensemble.StepFunctions.Language.Intrinsics;

namespace Ensemble.StepFunctions.Service;

/// <summary>Ids and seeds, the same for the same seed.</summary>
internal sealed class Ids(int seed)
{
    private readonly Random _random = new(seed);
    private readonly Lock _lock = new();

    /// <summary>A new UUID.</summary>
    public string Uuid()
    {
        lock (_lock)
        {
            return IntrinsicFunctions.Uuid(_random);
        }
    }

    /// <summary>A new seed.</summary>
    public int Seed()
    {
        lock (_lock)
        {
#pragma warning disable CA5394 // seeds of simulations
            return _random.Next();
        }
    }

    /// <summary>A number below a bound.</summary>
    public int Below(int bound)
    {
        lock (_lock)
        {
            return _random.Next(bound);
#pragma warning restore CA5394
        }
    }
}
