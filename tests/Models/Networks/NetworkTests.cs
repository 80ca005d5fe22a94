using Ensemble.Models.Networks;

namespace Ensemble.Models.Tests.Networks;

public sealed class NetworkTests
{
    [Theory]
    [InlineData("efficientnetb0", 5_330_571)]
    [InlineData("mobilenetv2", 3_538_984)]
    [InlineData("nasnetmobile", 5_326_716)]
    public void Has_exactly_the_parameters_of_Keras_Applications(string name, long parameters) =>
        Assert.Equal(parameters, NetworkCatalog.Find(name).BuildDefault().Parameters);

    [Theory]
    [InlineData("efficientnetb0", 386)]
    [InlineData("mobilenetv2", 301)]
    [InlineData("nasnetmobile", 564)]
    public void Costs_the_millions_of_multiply_adds_that_its_paper_states(string name, double millions) =>
        Assert.Equal(millions, NetworkCatalog.Find(name).BuildDefault().MultiplyAdds / 1e6, 0.5);

    [Fact]
    public void Only_the_normalisation_layer_of_EfficientNet_holds_seven_parameters()
    {
        var layer = NetworkCatalog.Find("efficientnetb0").BuildDefault().Layers.Single(layer => layer.Name == "normalization");
        Assert.Equal(7, layer.Parameters);
    }
}
