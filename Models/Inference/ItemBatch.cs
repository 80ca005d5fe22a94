using Ensemble.Models.Images;

namespace Ensemble.Models.Inference;

/// <summary>
/// The items of one prediction on their way to probabilities. Those that can be decoded are predicted side by side, and
/// their probabilities are moved to their places at the end.
/// </summary>
internal sealed class ItemBatch
{
    private readonly int _count;
    private readonly ClassifierShape _shape;
    private readonly ImagePreparation _preparation;
    private readonly TimeProvider _time;
    private readonly List<ItemError> _errors = [];
    private int _next;
    private TimeSpan _decode;
    private TimeSpan _preprocess;

    public ItemBatch(int count, ClassifierShape shape, ImagePreparation preparation, TimeProvider time)
    {
        _count = count;
        _shape = shape;
        _preparation = preparation;
        _time = time;
        Probabilities = new float[count * shape.Classes];
    }

    /// <summary>The probabilities of the items that succeeded, side by side.</summary>
    public float[] Probabilities { get; }

    /// <summary>Whether all items have been read.</summary>
    public bool IsRead => _next == _count;

    /// <summary>How many items have been decoded.</summary>
    public int Succeeded => _next - _errors.Count;

    /// <summary>The time that running the network took.</summary>
    public TimeSpan Inference { get; set; }

    /// <summary>Decodes and prepares items until <paramref name="most"/> are ready or none is left; returns how many are ready.</summary>
    public int Fill(Span<byte> pixels, int most, Func<int, DecodedImage> load)
    {
        var ready = 0;
        while (ready < most && !IsRead)
        {
            var start = _time.GetTimestamp();
            var item = load(_next);
            var decoded = _time.GetTimestamp();
            _decode += _time.GetElapsedTime(start, decoded);
            if (item.Succeeded)
            {
                Prepare(item.Image, pixels.Slice(ready * _shape.ItemBytes, _shape.ItemBytes));
                _preprocess += _time.GetElapsedTime(decoded);
                ready++;
            }
            else
            {
                _errors.Add(new(_next, item.Error));
            }

            _next++;
        }

        return ready;
    }

    /// <summary>The result, each item's probabilities at its place.</summary>
    public Prediction ToPrediction()
    {
        if (_errors.Count > 0)
        {
            Spread();
        }

        return new(
            _count,
            _shape.Classes,
            Probabilities,
            _errors,
            new(_decode.TotalMilliseconds, _preprocess.TotalMilliseconds, Inference.TotalMilliseconds));
    }

    // From the last to the first, so that no row is overwritten before it has been moved.
    private void Spread()
    {
        var error = _errors.Count - 1;
        for (var item = _count - 1; item >= 0; item--)
        {
            var row = Probabilities.AsSpan(item * _shape.Classes, _shape.Classes);
            if (error >= 0 && _errors[error].Item == item)
            {
                row.Fill(float.NaN);
                error--;
            }
            else
            {
                Probabilities.AsSpan((item - error - 1) * _shape.Classes, _shape.Classes).CopyTo(row);
            }
        }
    }

    // A picture that has the right size is only copied where the whole of it is wanted.
    private void Prepare(RgbImage image, Span<byte> target)
    {
        if (image.Width == _shape.Width && image.Height == _shape.Height && image.Pixels.Length == target.Length
            && _preparation.Policy == ResizePolicy.Stretch)
        {
            image.Pixels.CopyTo(target);
        }
        else
        {
            ImageResizer.Resize(image, _preparation, target);
        }
    }
}
