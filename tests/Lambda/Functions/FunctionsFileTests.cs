using CsCheck;
using Ensemble.Lambda.Functions;
using Ensemble.Lambda.Isolation;

namespace Ensemble.Lambda.Tests.Functions;

public sealed class FunctionsFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("functions-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_function_is_declared_by_its_name_and_what_differs_from_the_defaults()
    {
        Program("bootstrap");
        var file = Read("""
            { "functions": [ { "name": "echo", "handler": "h", "memorySize": 885, "timeout": 30, "environment": { "K": "V" },
                "reservedConcurrency": null, "provisionedConcurrency": 2, "maximumRetryAttempts": 0, "onFailure": "other" },
                // a comment, and a comma too many
                { "name": "plain" }, ],
              "account": { "concurrentExecutions": 50 }, "idleLifetime": "00:06:00", "cpuControl": "none", "initCpu": "share" }
            """);

        var echo = file.Functions[0];
        Assert.Equal(("echo", "h", 885, 30), (echo.Configuration.Name, echo.Configuration.Handler, echo.Configuration.MemorySize, echo.Configuration.Timeout));
        Assert.Equal("V", echo.Configuration.Environment["K"]);
        Assert.Equal((null, 2, 0, "other"), (echo.ReservedConcurrency, echo.ProvisionedConcurrency, echo.Asynchronous!.MaximumRetryAttempts, echo.Asynchronous.OnFailure));
        Assert.Equal(_folder, echo.Configuration.Directory);
        Assert.Equal(["./bootstrap"], file.Functions[1].Configuration.Command);
        Assert.Equal((128, 3), (file.Functions[1].Configuration.MemorySize, file.Functions[1].Configuration.Timeout));
        Assert.Equal((50, TimeSpan.FromMinutes(6), CpuControl.None, false), (file.Account.ConcurrentExecutions, file.Options.IdleLifetime, file.CpuControl, file.Options.InitAtFullCpu));
        Assert.Empty(file.Warnings);
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once_with_its_line_and_field()
    {
        var exception = Assert.Throws<FunctionsFileException>(() => Read("""
            { "functions": [
                { "name": "a", "memorySize": 64 },
                { "name": "a", "timeout": "long" },
                { "nmae": "b" },
                { "name": "no spaces", "environment": { "AWS_REGION": "x" } } ],
              "idleLifetime": "soon" }
            """));

        string[] expected =
        [
            "line 2, functions[0].memorySize: Value '64' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128.",
            "line 3, functions[1].timeout: a whole number is expected, not the text 'long'.",
            "line 4, functions[2].nmae: there is no field 'nmae'; known are name, command,",
            "line 4, functions[2]: a function needs a 'name'.",
            "line 5, functions[3].environment: Lambda was unable to configure your environment variables",
            "line 5, functions[3].name: Value 'no spaces' at 'functionName'",
            "line 3, functions[1]: there are 2 functions named 'a'; give each a name of its own.",
            "line 6, idleLifetime: 'soon' is no duration; write hours:minutes:seconds, for example 00:06:00.",
        ];
        Assert.All(expected, fault => Assert.Contains(exception.Faults, found => found.Contains(fault, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, exception.Faults.Count);
    }

    [Theory]
    [InlineData("{ \"functions\": [ { \"name\": \"a\" \"handler\": 1 } ] }", "line 1, column 32, at or after functions[0].name: this is not JSON: ")]
    [InlineData("{ \"functions\": [\n  { \"name\": ", "line 2, column")]
    [InlineData("", "line 1, column 1: this is not JSON")]
    [InlineData("[]", "line 1: an object is expected, not a list.")]
    public void Malformed_JSON_is_told_with_its_place(string text, string message)
    {
        var exception = Assert.Throws<FunctionsFileException>(() => Read(text));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.StartsWith(Path.Combine(_folder, "functions.json"), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_the_file_the_answer_is_a_file_or_an_explanation() => Gen.String.Sample(text =>
    {
        try
        {
            Read(text);
        }
        catch (FunctionsFileException exception)
        {
            Assert.NotEmpty(exception.Faults);
        }
    });

    [Fact]
    public void A_program_that_is_missing_is_a_warning_and_keeps_no_other_function_from_working()
    {
        Program("bootstrap");

        var file = Read("""{ "functions": [ { "name": "good" }, { "name": "bad", "command": ["./nothing"] }, { "name": "worse", "directory": "none" } ] }""");

        Assert.Equal(3, file.Functions.Count);
        Assert.Equal(2, file.Warnings.Count);
        Assert.Contains($"function 'bad' cannot run: Couldn't find valid bootstrap(s): [{Path.Combine(_folder, "nothing")}]", file.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void More_reserved_concurrency_than_there_is_is_refused() => Assert.Contains(
        "the functions reserve a concurrency of 95 of the account's 100, of which 10 must stay free",
        Assert.Throws<FunctionsFileException>(() => Read("""{ "functions": [ { "name": "a", "reservedConcurrency": 95 } ], "account": { "concurrentExecutions": 100 } }""")).Message,
        StringComparison.Ordinal);

    private void Program(string name)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, "#!/bin/sh\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    private FunctionsFile Read(string text)
    {
        var path = Path.Combine(_folder, "functions.json");
        File.WriteAllText(path, text);
        return FunctionsFile.Read(path);
    }
}
