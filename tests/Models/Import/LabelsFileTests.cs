using Ensemble.Models.Import;

namespace Ensemble.Models.Tests.Import;

public sealed class LabelsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("labels.txt");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cat\ndog\n")]
    [InlineData("cat\r\ndog")]
    [InlineData("0\tn01\tcat\n1\tn02\tdog\n\n")]
    public void A_label_is_a_line_or_the_last_column(string content)
    {
        File.WriteAllText(FilePath, content);
        Assert.Equal(["cat", "dog"], LabelsFile.Read(FilePath));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("cat\n\ndog", 2)]
    [InlineData("cat\n1\t\n2\tdog", 2)]
    public void A_line_without_a_name_is_given_by_number(string content, int line)
    {
        File.WriteAllText(FilePath, content);
        var error = Assert.Throws<EnsembleException>(() => LabelsFile.Read(FilePath));
        Assert.Contains($"no name in line {line};", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains(FilePath, Assert.Throws<EnsembleException>(() => LabelsFile.Read(FilePath)).Message, StringComparison.Ordinal);
}
