using Ensemble.Models.Training.Data;
using Ensemble.Models.Training.Torch;
using static TorchSharp.torch;

namespace Ensemble.Models.Training;

/// <summary>The tensors of a run and one epoch of it.</summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly TrainingOptions _options;
    private readonly ProgressLine _progress;
    private readonly TimeProvider _time;
    private readonly NetworkState _current;
    private readonly NetworkState _average;
    private readonly AdamW _optimizer;
    private readonly ShardedStep _step;
    private readonly Evaluation _evaluation;
    private readonly LearningRate _learningRate;

    public TrainingRun(
        TorchNetwork network, Checkpoint start, TrainingOptions options, int steps, ProgressLine progress, TimeProvider time)
    {
        (_options, _progress, _time) = (options, progress, time);
        _current = NetworkState.Of(start.Current);
        _average = NetworkState.Of(start.Average);
        _optimizer = new(
            start.Moments,
            network.Parameters.Fill(spec => spec.Shape.Length > 1 ? Recipe.WeightDecay : 0));
        _step = new(network, options.Threads, Recipe.LabelSmoothing);
        _evaluation = new(network, options.Threads);
        _learningRate = new(options.LearningRate, (long)options.Epochs * steps);
    }

    /// <summary>Trains one more epoch and evaluates it.</summary>
    public async Task<Checkpoint> EpochAsync(
        Checkpoint before, BatchFeed feed, RenderedSplit validation, CancellationToken cancellation)
    {
        var epoch = before.Curve.Length + 1;
        var began = _time.GetTimestamp();
        var done = 0;
        var loss = 0.0;
        await foreach (var batch in feed.Epoch(epoch, cancellation))
        {
            loss += Train(batch, ((long)(epoch - 1) * feed.Steps) + ++done);
            Report(epoch, done, feed.Steps, loss / done, _time.GetElapsedTime(began));
        }

        var speed = done * _options.Batch / _time.GetElapsedTime(began).TotalSeconds;
        var accuracy = _evaluation.Accuracy(_average, validation, cancellation);
        var curve = before.Curve.Add(new(epoch, loss / done, accuracy));
        var best = accuracy > (before.BestEpoch?.ValidationAccuracy ?? -1);
        _progress.Finish(
            $"epoch {epoch}/{_options.Epochs}  loss {loss / done:0.0000}  validation {accuracy:0.00%}{(best ? " *" : "  ")}  {speed:0} images/s");
        var average = _average.Read();
        return before with
        {
            Seconds = before.Seconds + _time.GetElapsedTime(began).TotalSeconds,
            Curve = curve,
            Current = _current.Read(),
            Average = average,
            Best = best ? average : before.Best,
            Moments = _optimizer.Read(),
        };
    }

    public void Dispose()
    {
        _current.Dispose();
        _average.Dispose();
        _optimizer.Dispose();
    }

    private double Train(PixelBatch batch, long step)
    {
        using var scope = NewDisposeScope();
        var seed = Deterministic.Mix(Deterministic.Mix(_options.Seed, "dropout"), (ulong)step);
        var (gradient, loss) = _step.Run(_current, batch, seed);
        if (!double.IsFinite(loss))
        {
            throw new EnsembleException(
                $"The loss became {loss} in step {step}; train again with a smaller --learning-rate than {_options.LearningRate}.");
        }

        _optimizer.Step(_current.Parameters, gradient, _learningRate.At(step), step);

        // The first steps count less so that the random start is soon forgotten.
        var kept = Math.Min(Recipe.AverageDecay, (1.0 + step) / (10 + step));
        _average.Parameters.lerp_(_current.Parameters, 1 - kept);
        _average.Statistics.lerp_(_current.Statistics, 1 - kept);
        return loss;
    }

    private void Report(int epoch, int done, int steps, double loss, TimeSpan elapsed)
    {
        var left = elapsed / done * (((long)(_options.Epochs - epoch + 1) * steps) - done);
        _progress.Show(
            done / (double)steps,
            $"epoch {epoch}/{_options.Epochs}  step {done}/{steps}  loss {loss:0.0000}  {done * _options.Batch / elapsed.TotalSeconds:0} images/s  {left:hh\\:mm\\:ss} left");
    }
}
