namespace Ensemble.Lambda.Observation;

/// <summary>Remembers the last so many values. Safe to use from several threads.</summary>
internal sealed class RingBuffer<T>(int capacity)
{
    private readonly Lock _gate = new();
    private readonly T[] _values = new T[capacity];
    private long _written;

    /// <summary>How many values were ever added.</summary>
    public long Total => Interlocked.Read(ref _written);

    public void Add(T value)
    {
        lock (_gate)
        {
            _values[_written++ % _values.Length] = value;
        }
    }

    /// <summary>The last values, newest first, at most <paramref name="limit"/> that <paramref name="matches"/>.</summary>
    public IReadOnlyList<T> Newest(int limit, Func<T, bool>? matches = null)
    {
        lock (_gate)
        {
            var found = new List<T>();
            for (var i = _written - 1; i >= Math.Max(0, _written - _values.Length) && found.Count < limit; i--)
            {
                if (_values[i % _values.Length] is { } value && (matches is null || matches(value)))
                {
                    found.Add(value);
                }
            }

            return found;
        }
    }
}
