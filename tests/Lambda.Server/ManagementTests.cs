using System.IO.Compression;
using System.Text.Json;

namespace Ensemble.Lambda.Server.Tests;

/// <summary>The functions API over raw HTTP.</summary>
public sealed class ManagementTests(EmulatorFixture emulator) : IClassFixture<EmulatorFixture>
{
    private const string Functions = "/2015-03-31/functions";

    [Fact]
    public async Task A_function_is_created_from_a_zip_invoked_updated_and_deleted()
    {
        var created = await CreateAsync("life");
        Assert.Equal(201, created.Status);
        Assert.Equal(("Active", "Successful", "$LATEST"), (Text(created, "State"), Text(created, "LastUpdateStatus"), Text(created, "Version")));
        Assert.Equal("arn:aws:lambda:us-east-1:000000000000:function:life", Text(created, "FunctionArn"));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$", Text(created, "LastModified")!);

        // The program of the package ends at once, which is told.
        Assert.Equal("Runtime.ExitError", (await emulator.InvokeAsync("life", "{}")).Json.GetProperty("errorType").GetString());
        var updated = await emulator.SendAsync(HttpMethod.Put, $"{Functions}/life/configuration", """{"MemorySize":256,"Environment":{"Variables":{"A":"b"}}}""");
        Assert.Equal(256, updated.Json.GetProperty("MemorySize").GetInt32());
        Assert.Equal("b", updated.Json.GetProperty("Environment").GetProperty("Variables").GetProperty("A").GetString());
        Assert.Equal(204, (await emulator.SendAsync(HttpMethod.Delete, $"{Functions}/life")).Status);
        Assert.Equal(404, (await emulator.SendAsync(HttpMethod.Get, $"{Functions}/life")).Status);
    }

    [Fact]
    public async Task A_name_is_given_once()
    {
        await CreateAsync("twice");
        var second = await CreateAsync("twice");

        Assert.Equal((409, "ResourceConflictException"), (second.Status, second["x-amzn-ErrorType"]));
        Assert.Equal("""{"Type":"User","message":"Function already exist: twice"}""", second.Text);
    }

    [Theory]
    [InlineData("""{"MemorySize":127}""", "1 validation error detected: Value '127' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128")]
    [InlineData("""{"MemorySize":10241}""", "1 validation error detected: Value '10241' at 'memorySize' failed to satisfy constraint: Member must have value less than or equal to 10240")]
    [InlineData("""{"Timeout":0}""", "1 validation error detected: Value '0' at 'timeout' failed to satisfy constraint: Member must have value greater than or equal to 1")]
    public async Task A_value_out_of_range_is_refused_in_the_words_of_AWS(string body, string message)
    {
        var answer = await emulator.SendAsync(HttpMethod.Put, $"{Functions}/echo/configuration", body);

        Assert.Equal((400, "ValidationException"), (answer.Status, answer["x-amzn-ErrorType"]));
        Assert.Equal(message, answer.Json.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("{ not json")]
    [InlineData("""{"MemorySize":"many"}""")]
    public async Task A_body_that_is_no_JSON_of_the_operation_is_refused(string body)
    {
        var answer = await emulator.SendAsync(HttpMethod.Put, $"{Functions}/echo/configuration", body);

        Assert.Equal((400, "SerializationException"), (answer.Status, answer["x-amzn-ErrorType"]));
    }

    [Theory]
    [InlineData("python3.13", "The runtime parameter of python3.13 is not supported by the emulator.")]
    [InlineData("provided.al2023", "Could not unzip uploaded file.")]
    public async Task What_cannot_run_is_refused(string runtime, string message)
    {
        var answer = await emulator.SendAsync(HttpMethod.Post, Functions, $$$"""
            {"FunctionName":"bad","Runtime":"{{{runtime}}}","Role":"arn:aws:iam::000000000000:role/x","Handler":"h","Code":{"ZipFile":"bm8gemlw"}}
            """);

        Assert.Equal((400, "InvalidParameterValueException"), (answer.Status, answer["x-amzn-ErrorType"]));
        Assert.StartsWith(message, answer.Json.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_and_aliases_are_published_found_and_listed()
    {
        await CreateAsync("versions");
        Assert.Equal((201, "1"), await PublishAsync());
        Assert.Equal((201, "1"), await PublishAsync());
        await emulator.SendAsync(HttpMethod.Put, $"{Functions}/versions/configuration", """{"Timeout":7}""");
        Assert.Equal((201, "2"), await PublishAsync());
        var alias = await emulator.SendAsync(HttpMethod.Post, $"{Functions}/versions/aliases", """{"Name":"live","FunctionVersion":"1","RoutingConfig":{"AdditionalVersionWeights":{"2":0.1}}}""");
        Assert.Equal((201, "arn:aws:lambda:us-east-1:000000000000:function:versions:live"), (alias.Status, Text(alias, "AliasArn")));
        Assert.Equal(0.1, alias.Json.GetProperty("RoutingConfig").GetProperty("AdditionalVersionWeights").GetProperty("2").GetDouble());

        var versions = (await emulator.SendAsync(HttpMethod.Get, $"{Functions}/versions/versions")).Json.GetProperty("Versions");
        Assert.Equal(["$LATEST", "1", "2"], versions.EnumerateArray().Select(version => version.GetProperty("Version").GetString()));
        Assert.Equal(3, (await emulator.SendAsync(HttpMethod.Get, $"{Functions}/versions/configuration?Qualifier=live")).Json.GetProperty("Timeout").GetInt32());
        Assert.Equal(409, (await emulator.SendAsync(HttpMethod.Delete, $"{Functions}/versions?Qualifier=1")).Status);
        Assert.Equal(204, (await emulator.SendAsync(HttpMethod.Delete, $"{Functions}/versions/aliases/live")).Status);

        async Task<(int, string?)> PublishAsync()
        {
            var answer = await emulator.SendAsync(HttpMethod.Post, $"{Functions}/versions/versions", "{}");
            return (answer.Status, Text(answer, "Version"));
        }
    }

    [Fact]
    public async Task Reserved_concurrency_is_put_read_and_deleted()
    {
        await CreateAsync("reserved");

        Assert.Equal("{}", (await emulator.SendAsync(HttpMethod.Get, "/2019-09-30/functions/reserved/concurrency")).Text);
        Assert.Equal(200, (await emulator.SendAsync(HttpMethod.Put, "/2017-10-31/functions/reserved/concurrency", """{"ReservedConcurrentExecutions":5}""")).Status);
        Assert.Equal("""{"ReservedConcurrentExecutions":5}""", (await emulator.SendAsync(HttpMethod.Get, "/2019-09-30/functions/reserved/concurrency")).Text);
        Assert.Equal(994, (await emulator.SendAsync(HttpMethod.Get, "/2016-08-19/account-settings")).Json.GetProperty("AccountLimit").GetProperty("UnreservedConcurrentExecutions").GetInt32());
        Assert.Equal(204, (await emulator.SendAsync(HttpMethod.Delete, "/2017-10-31/functions/reserved/concurrency")).Status);
    }

    [Fact]
    public async Task Functions_are_listed_page_by_page()
    {
        var names = new List<string?>();
        string? marker = null;
        do
        {
            var page = (await emulator.SendAsync(HttpMethod.Get, $"{Functions}?MaxItems=2{(marker is null ? string.Empty : $"&Marker={marker}")}")).Json;
            names.AddRange(page.GetProperty("Functions").EnumerateArray().Select(function => function.GetProperty("FunctionName").GetString()));
            marker = page.TryGetProperty("NextMarker", out var next) ? next.GetString() : null;
        }
        while (marker is not null);

        Assert.Contains("echo", names);
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public async Task What_the_emulator_does_can_be_observed()
    {
        await emulator.InvokeAsync("echo", "1");

        var environment = (await emulator.SendAsync(HttpMethod.Get, "/emulator/environment")).Json;
        Assert.Matches("^(cgroup2|cgroup1|dutycycle|none)$", environment.GetProperty("cpuControl").GetString()!);
        Assert.Equal(Environment.ProcessorCount, environment.GetProperty("cores").GetInt32());
        var functions = (await emulator.SendAsync(HttpMethod.Get, "/emulator/functions")).Json.EnumerateArray();
        var echo = functions.Single(function => function.GetProperty("name").GetString() == "echo");
        Assert.True(echo.GetProperty("invocations").GetInt64() > 0);
        Assert.True(echo.GetProperty("coldStarts").GetInt64() > 0);
        Assert.Contains("START RequestId:", (await emulator.SendAsync(HttpMethod.Get, "/emulator/functions/echo/logs")).Text, StringComparison.Ordinal);
        Assert.Equal((200, """{"status":"Healthy"}"""), await HealthAsync());
        Assert.Equal(400, (await emulator.SendAsync(HttpMethod.Get, "/emulator/invocations?limit=some")).Status);

        async Task<(int, string)> HealthAsync()
        {
            var health = await emulator.SendAsync(HttpMethod.Get, "/health");
            return (health.Status, health.Text);
        }
    }

    private static string? Text(EmulatorFixture.Answer answer, string name) => answer.Json.GetProperty(name).GetString();

    private Task<EmulatorFixture.Answer> CreateAsync(string name)
    {
        using var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            var entry = archive.CreateEntry("bootstrap");
            entry.ExternalAttributes = 0b111_101_101 << 16;
            using var writer = new StreamWriter(entry.Open());
            writer.Write("#!/bin/sh\nexit 0\n");
        }

        return emulator.SendAsync(HttpMethod.Post, Functions, JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["FunctionName"] = name,
            ["Runtime"] = "provided.al2023",
            ["Role"] = "arn:aws:iam::000000000000:role/lambda",
            ["Handler"] = "h",
            ["Code"] = new Dictionary<string, byte[]> { ["ZipFile"] = buffer.ToArray() },
        }));
    }
}
