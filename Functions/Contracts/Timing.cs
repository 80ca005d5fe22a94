namespace Ensemble.Contracts;

/// <summary>Where the time of one invocation of a function went: milliseconds of a monotonic clock.</summary>
public sealed record Timing
{
    /// <summary>Whether it was the first invocation of its process.</summary>
    public required bool ColdStart { get; init; }

    /// <summary>From the start of the process until the function was ready; told by every invocation, spent once.</summary>
    public required double Init { get; init; }

    /// <summary>Fetching and decoding the items, or the predictions that are combined.</summary>
    public double Decode { get; init; }

    /// <summary>Cropping and resizing.</summary>
    public double Preprocess { get; init; }

    /// <summary>Running the network.</summary>
    public double Inference { get; init; }

    /// <summary>Combining predictions and comparing them with labels.</summary>
    public double Combine { get; init; }

    /// <summary>Encoding the predictions, and storing them if they are returned by reference.</summary>
    public double Encode { get; init; }

    /// <summary>All of the handler, from the event's bytes to the answer's.</summary>
    public required double Total { get; init; }

    /// <summary>MB that the function is configured with; 0: not known.</summary>
    public int MemorySize { get; init; }

    /// <summary>MB that the process was seen to hold at most.</summary>
    public double PeakMemory { get; init; }

    /// <summary>Threads that run the network.</summary>
    public int Threads { get; init; }

    /// <summary>Objects that were fetched from the store, those of a cold start included.</summary>
    public int ObjectsRead { get; init; }

    /// <summary>Objects that were put into the store.</summary>
    public int ObjectsWritten { get; init; }
}
