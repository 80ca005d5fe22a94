using System.Collections.Immutable;

namespace Ensemble.Models.Graphs;

/// <summary>What shape an operation gives for the shapes it reads.</summary>
internal static class ShapeRules
{
    /// <summary>The output shape, or what is wrong with the inputs.</summary>
    public static (Shape Output, string? Problem) Infer(Operation operation, ImmutableArray<Shape> inputs)
    {
        if (WrongCount(operation, inputs.Length) is { } problem)
        {
            return (default, problem);
        }

        return operation switch
        {
            Operation.Input input => (input.Shape, null),
            Operation.Rescaling r => Rescaled(inputs[0], r),
            Operation.Normalization or Operation.BatchNormalization or Operation.Activate or Operation.Dropout =>
                (inputs[0], null),
            Operation.ZeroPadding p => Bordered(inputs[0], p.Border, +1),
            Operation.Cropping c => Bordered(inputs[0], c.Border, -1),
            Operation.Convolution c => Windowed(inputs[0], c.Kernel, c.Stride, c.Padding, c.Filters),
            Operation.DepthwiseConvolution d =>
                Windowed(inputs[0], d.Kernel, d.Stride, d.Padding, inputs[0].Channels),
            Operation.SeparableConvolution s => Windowed(inputs[0], s.Kernel, s.Stride, s.Padding, s.Filters),
            Operation.MaxPooling m => Windowed(inputs[0], m.Size, m.Stride, m.Padding, inputs[0].Channels),
            Operation.AveragePooling a => Windowed(inputs[0], a.Size, a.Stride, a.Padding, inputs[0].Channels),
            Operation.GlobalAveragePooling => inputs[0].IsVector
                ? (default, "it needs an image")
                : (Shape.Vector(inputs[0].Channels), null),
            Operation.Reshape r => inputs[0].IsVector && r.Shape == new Shape(1, 1, inputs[0].Channels)
                ? (r.Shape, null)
                : (default, $"only a vector can become one place of as many channels, not {r.Shape}"),
            Operation.Add => inputs.All(shape => shape == inputs[0])
                ? (inputs[0], null)
                : (default, "both must be the same"),
            Operation.Multiply => Multiplied(inputs[0], inputs[1]),
            Operation.Concatenate => Concatenated(inputs),
            Operation.Dense d => inputs[0].IsVector
                ? (Shape.Vector(d.Units), null)
                : (default, "it needs a vector"),
            _ => throw new System.Diagnostics.UnreachableException(operation.ToString()),
        };
    }

    private static string? WrongCount(Operation operation, int count)
    {
        var (least, most) = operation switch
        {
            Operation.Input => (0, 0),
            Operation.Add or Operation.Concatenate => (2, int.MaxValue),
            Operation.Multiply => (2, 2),
            _ => (1, 1),
        };
        return count < least || count > most ? $"it takes {least} inputs, not {count}" : null;
    }

    private static (Shape, string?) Rescaled(Shape input, Operation.Rescaling rescaling)
    {
        bool Fits(int length) => length == 1 || length == input.Channels;
        return Fits(rescaling.Scale.Length) && Fits(rescaling.Offset.Length)
            ? (input, null)
            : (default, "scale and offset need one value or one per channel");
    }

    private static (Shape, string?) Bordered(Shape input, Border border, int sign)
    {
        if (input.IsVector)
        {
            return (default, "it needs an image");
        }

        var output = new Shape(
            input.Height + (sign * (border.Top + border.Bottom)),
            input.Width + (sign * (border.Left + border.Right)),
            input.Channels);
        return output is { Height: > 0, Width: > 0 } ? (output, null) : (default, "nothing would be left of it");
    }

    private static (Shape, string?) Windowed(Shape input, int size, int stride, Padding padding, int channels)
    {
        if (input.IsVector)
        {
            return (default, "it needs an image");
        }

        if (size < 1 || stride < 1 || channels < 1)
        {
            return (default, "window, stride and channels must be positive");
        }

        var output = new Shape(
            Window.Places(input.Height, size, stride, padding),
            Window.Places(input.Width, size, stride, padding),
            channels);
        return output is { Height: > 0, Width: > 0 }
            ? (output, null)
            : (default, $"a window of {size}x{size} does not fit into it");
    }

    private static (Shape, string?) Multiplied(Shape left, Shape right) =>
        left == right || (right is { Height: 1, Width: 1 } && left.Channels == right.Channels && !left.IsVector)
            ? (left, null)
            : (default, "the second must be the same or one value per channel");

    private static (Shape, string?) Concatenated(ImmutableArray<Shape> inputs) =>
        inputs.All(shape => shape.Height == inputs[0].Height && shape.Width == inputs[0].Width)
            ? (inputs[0] with { Channels = inputs.Sum(shape => shape.Channels) }, null)
            : (default, "height and width must be the same");
}
