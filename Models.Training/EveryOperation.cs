using Ensemble.Models.Graphs;

namespace Ensemble.Models.Training;

/// <summary>A small network with every operation of a layer graph, also those that no bundled model uses.</summary>
internal static class EveryOperation
{
    public static LayerGraph Build()
    {
        var g = new GraphBuilder("every-operation", Preprocessing.Caffe);
        var x = g.Input(64, 64, 3);
        x = g.Rescaling(x, 0.01f, 0.02f, 0.03f);
        x = g.Normalization(x);
        x = g.Convolution(x, "convolution", 8, kernel: 3, stride: 2, useBias: true, activation: ActivationKind.Swish);
        x = g.BatchNormalization(x, "normalised");
        x = g.ZeroPadding(x, new(Top: 1, Bottom: 2, Left: 3, Right: 0));
        x = g.Cropping(x, new(Top: 0, Bottom: 1, Left: 1, Right: 1));
        x = g.DepthwiseConvolution(x, "depthwise", kernel: 5, stride: 2, Padding.Same);
        x = g.Activation(x, ActivationKind.Relu6);

        // Windows of 3 with stride 2 over an even size: all of the padding lies at the end.
        var most = g.MaxPooling(x, "most", size: 3, stride: 2, Padding.Same);
        var mean = g.AveragePooling(x, "mean", size: 3, stride: 2, Padding.Same);
        x = g.Add(most, mean);
        var gate = g.Reshape(g.GlobalAveragePooling(x), new(1, 1, 8));
        gate = g.Activation(gate, ActivationKind.Sigmoid);
        x = g.Concatenate([g.Multiply(x, gate), g.SeparableConvolution(x, "separable", 8, 3, 1, Padding.Same)]);
        x = g.Activation(x, ActivationKind.Relu);
        x = g.Dropout(x, "dropped", 0.5f);
        x = g.GlobalAveragePooling(x);
        x = g.Dense(x, "hidden", 12, ActivationKind.Relu);
        g.Dense(x, "predictions", 16, ActivationKind.Softmax);
        return g.Build();
    }
}
