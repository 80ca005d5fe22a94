namespace Ensemble.Models.Graphs;

/// <summary>How a sliding window covers one axis.</summary>
public static class Window
{
    /// <summary>The number of places; 0 or less where the window does not fit.</summary>
    public static int Places(int input, int size, int stride, Padding padding) => padding == Padding.Same
        ? (input + stride - 1) / stride
        : (input - size + stride) / stride;

    /// <summary>Padding before and after one axis; TensorFlow gives the odd one to the end.</summary>
    public static (int Before, int After) Pads(int input, int size, int stride, Padding padding)
    {
        if (padding == Padding.Valid)
        {
            return (0, 0);
        }

        var total = Math.Max(0, ((Places(input, size, stride, padding) - 1) * stride) + size - input);
        return (total / 2, total - (total / 2));
    }

    /// <summary>Padding on all four sides of an image.</summary>
    public static Border Pads(Shape input, int size, int stride, Padding padding)
    {
        var (top, bottom) = Pads(input.Height, size, stride, padding);
        var (left, right) = Pads(input.Width, size, stride, padding);
        return new(top, bottom, left, right);
    }

    /// <summary>
    /// The zero padding that Keras Applications puts before a valid convolution of stride 2 so that it meets the same
    /// pixels as in the original checkpoints (<c>correct_pad</c>).
    /// </summary>
    public static Border CorrectPads(Shape input, int kernel)
    {
        var correct = kernel / 2;
        return new(correct - 1 + (input.Height % 2), correct, correct - 1 + (input.Width % 2), correct);
    }
}
