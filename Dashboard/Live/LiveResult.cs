using Ensemble.Runner.Results;
using Ensemble.Store;

namespace Ensemble.Dashboard.Live;

/// <summary>
/// The result of an experiment, read again as it grows: at once when its state changes, else only every few seconds and for at most a
/// twentieth of the time, since reading and drawing it takes time from what is measured on the same machine.
/// </summary>
internal sealed class LiveResult(ExperimentStore store, TimeProvider time)
{
    private const int PausePerReading = 20;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(5);

    private (string Id, ExperimentState State, bool HasAccuracy) _known;
    private int _made;
    private long _read;
    private TimeSpan _pause;

    /// <summary>What was read last, without its single requests, which may be very many; null: nothing yet.</summary>
    public PaperResult? Value { get; private set; }

    /// <summary>Reads it if that is due. True: it did.</summary>
    public async Task<bool> RefreshAsync(Experiment experiment, CancellationToken cancellationToken)
    {
        var known = (experiment.Id, experiment.State, experiment.Accuracy is not null);
        if (known == _known && time.GetElapsedTime(_read) < _pause)
        {
            return false;
        }

        var made = await store.CountAsync(experiment.Id, cancellationToken);
        if (known == _known && made == _made)
        {
            return false;
        }

        var begun = time.GetTimestamp();
        Value = await PaperResults.ReadAsync(store, experiment, Value, cancellationToken) with { Latency = [] };
        (_known, _made, _read) = (known, made, time.GetTimestamp());
        var reading = time.GetElapsedTime(begun, _read);
        _pause = reading * PausePerReading > ShortestPause ? reading * PausePerReading : ShortestPause;
        return true;
    }
}
