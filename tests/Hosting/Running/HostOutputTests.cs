using Ensemble.Hosting.Running;

namespace Ensemble.Hosting.Tests.Running;

public sealed class HostOutputTests : IDisposable
{
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void Lines_are_marked_with_their_program_in_one_column()
    {
        var output = new HostOutput(_output, _error, isOutputColoured: false, isErrorColoured: false, ["lambda", "stepfunctions"]);

        output.Line("lambda", "one");
        output.ErrorLine("stepfunctions", "two");
        output.Notice("three");

        Assert.Equal("lambda        | one\n", _output.ToString());
        Assert.Equal("stepfunctions | two\nhost          | three\n", _error.ToString());
    }

    [Fact]
    public void Each_program_has_a_colour_of_its_own_and_the_host_none()
    {
        var output = new HostOutput(_output, _error, isOutputColoured: true, isErrorColoured: true, ["a", "b"]);

        output.Line("a", "one");
        output.Line("b", "two");
        output.Notice("three");

        Assert.Equal("\e[36ma   \e[0m | one\n\e[35mb   \e[0m | two\n", _output.ToString());
        Assert.Equal("host | three\n", _error.ToString());
    }
}
