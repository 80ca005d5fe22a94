using System.Buffers;
using Ensemble.Models.Images;

namespace Ensemble.Models.Inference;

/// <summary>
/// Runs an image classifier. The session is created once, its optimised graph is cached, and a large batch is run in
/// micro-batches, so that its memory is that of one micro-batch. Safe to use from several threads.
/// </summary>
public sealed class Classifier : IDisposable
{
    private readonly string _path;
    private readonly ClassifierOptions _options;
    private readonly TimeProvider _time;
    private readonly GraphCache _cache;
    private readonly NetworkSession _session;
    private readonly Lock _calibrating = new();
    private MicroBatchCalibration? _calibration;

    /// <summary>Loads a model.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="shape">What it must take and give.</param>
    /// <param name="options">How it runs.</param>
    /// <param name="time">The clock of all timings; default: the system's.</param>
    /// <exception cref="EnsembleException">The file is missing, broken, too new for the runtime, or of another shape.</exception>
    public Classifier(string path, ClassifierShape shape, ClassifierOptions options, TimeProvider? time = null)
    {
        _path = path;
        Shape = shape;
        _options = options;
        _time = time ?? TimeProvider.System;
        if (!File.Exists(path))
        {
            throw new EnsembleException($"There is no model file {path}. Check the path, or import the model again.");
        }

        try
        {
            _cache = new(path, options);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EnsembleException($"The model file {path} cannot be read: {exception.Message} Check its permissions.", exception);
        }

        _session = new(path, shape, _cache);
    }

    /// <summary>What the model takes and gives.</summary>
    public ClassifierShape Shape { get; }

    /// <summary>Whether the optimised graph was made or taken from the cache.</summary>
    public GraphOrigin GraphOrigin => _session.Origin;

    /// <summary>What was measured to choose the micro-batch; null where it was given or has not been needed yet.</summary>
    public MicroBatchCalibration? Calibration => _calibration;

    /// <summary>
    /// The number of items per run for a large batch. Where it is neither given nor known for this machine it is measured
    /// now, which takes up to a few seconds once; a batch of one never needs it.
    /// </summary>
    /// <exception cref="EnsembleException">The network failed.</exception>
    public int MicroBatchSize(CancellationToken cancellationToken = default) =>
        !_session.TakesAnyBatch ? 1 : _options.MicroBatch ?? Calibrate(cancellationToken).Size;

    /// <summary>Predicts items that are pixels of the right size already.</summary>
    /// <param name="pixels"><paramref name="count"/> times <see cref="ClassifierShape.ItemBytes"/> bytes: <c>uint8</c> <c>[count, height, width, 3]</c>, RGB.</param>
    /// <param name="count">The number of items.</param>
    /// <param name="cancellationToken">Stops between micro-batches.</param>
    /// <exception cref="EnsembleException">The network failed.</exception>
    public Prediction Predict(ReadOnlyMemory<byte> pixels, int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (pixels.Length != (long)count * Shape.ItemBytes)
        {
            throw new ArgumentException($"{count} items take {(long)count * Shape.ItemBytes} bytes, not {pixels.Length}.", nameof(pixels));
        }

        var microBatch = MicroBatchFor(count, cancellationToken);
        var probabilities = new float[count * Shape.Classes];
        var inference = TimeSpan.Zero;
        for (var first = 0; first < count; first += microBatch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var size = Math.Min(microBatch, count - first);
            inference += Run(pixels.Slice(first * Shape.ItemBytes, size * Shape.ItemBytes), probabilities, first, size);
        }

        return new(count, Shape.Classes, probabilities, [], new(0, 0, inference.TotalMilliseconds));
    }

    /// <summary>
    /// Predicts items that still have to be decoded or resized, one micro-batch at a time: no more pixels are held than
    /// it takes. An item that cannot be decoded becomes an <see cref="ItemError"/>; the others are predicted.
    /// </summary>
    /// <param name="count">The number of items.</param>
    /// <param name="load">Decodes an item, e.g. with an <see cref="ImageDecoder"/> or a data set; called once each, in order.</param>
    /// <param name="preparation">How a picture of another size is brought to that of the network.</param>
    /// <param name="cancellationToken">Stops between micro-batches.</param>
    /// <exception cref="EnsembleException">The preparation makes another size than the network reads, or the network failed.</exception>
    public Prediction Predict(
        int count, Func<int, DecodedImage> load, ImagePreparation preparation, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (preparation.Height != Shape.Height || preparation.Width != Shape.Width)
        {
            throw new EnsembleException(
                $"The preparation '{preparation}' does not fit {_path}, which reads {Shape.Width}x{Shape.Height}. Prepare its items to that size.");
        }

        var microBatch = MicroBatchFor(count, cancellationToken);
        var batch = new ItemBatch(count, Shape, preparation, _time);
        var pixels = ArrayPool<byte>.Shared.Rent(microBatch * Shape.ItemBytes);
        try
        {
            while (!batch.IsRead)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var first = batch.Succeeded;
                var size = batch.Fill(pixels, microBatch, load);
                batch.Inference += size == 0 ? TimeSpan.Zero : Run(pixels.AsMemory(0, size * Shape.ItemBytes), batch.Probabilities, first, size);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }

        return batch.ToPrediction();
    }

    private int MicroBatchFor(int count, CancellationToken cancellationToken) =>
        count <= 1 ? 1 : Math.Min(count, MicroBatchSize(cancellationToken));

    private TimeSpan Run(ReadOnlyMemory<byte> pixels, float[] probabilities, int first, int size)
    {
        var start = _time.GetTimestamp();
        _session.Run(pixels, probabilities.AsMemory(first * Shape.Classes, size * Shape.Classes), size);
        return _time.GetElapsedTime(start);
    }

    private MicroBatchCalibration Calibrate(CancellationToken cancellationToken)
    {
        lock (_calibrating)
        {
            if (_calibration is not null)
            {
                return _calibration;
            }

            if (_cache.CalibrationPath is not { } path)
            {
                return _calibration = Measure(cancellationToken);
            }

            _calibration = MicroBatchCalibration.TryRead(path, _cache.Key);
            if (_calibration is null)
            {
                _calibration = Measure(cancellationToken);
                _calibration.TryWrite(path, _cache.Key);
            }

            return _calibration;
        }
    }

    // In a session of its own: the memory that large sizes take goes with it.
    private MicroBatchCalibration Measure(CancellationToken cancellationToken)
    {
        var largest = MicroBatchCalibration.Candidates.Max();
        var pixels = new byte[largest * Shape.ItemBytes];
        var random = new DeterministicRandom(1);
        foreach (ref var value in pixels.AsSpan())
        {
            value = (byte)random.NextInt32(256);
        }

        var probabilities = new float[largest * Shape.Classes];
        using var session = new NetworkSession(_path, Shape, _cache);
        return MicroBatchCalibration.Measure(
            size => session.Run(pixels.AsMemory(0, size * Shape.ItemBytes), probabilities.AsMemory(0, size * Shape.Classes), size),
            _time,
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}
