using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Server.Tests;

public sealed class ManagementTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Pass = """{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}""";
    private const string Other = """{"StartAt":"B","States":{"B":{"Type":"Pass","End":true}}}""";

    private ApiClient Api => fixture.Api;

    [Fact]
    public async Task A_machine_is_created_once_the_same_text_again_is_the_same_machine()
    {
        var request = ApiClient.Fields(("name", fixture.NewName()), ("roleArn", "r"), ("definition", Pass));

        var first = await Api.CallAsync("CreateStateMachine", request);
        var again = await Api.CallAsync("CreateStateMachine", request);
        var spaced = await Api.RefusedAsync("CreateStateMachine", request.With("definition", Pass + " "));

        Assert.Equal(first, again);
        Assert.Equal(("StateMachineAlreadyExists", $"State Machine Already Exists: '{ApiClient.Text(first, "stateMachineArn")}'"), spaced);
    }

    [Theory]
    [InlineData("a b", "InvalidName", "Invalid Name: 'a b'")]
    [InlineData("a*", "InvalidName", "Invalid Name: 'a*'")]
    public async Task A_name_of_forbidden_characters_is_refused(string name, string code, string message) =>
        Assert.Equal((code, message), await Api.RefusedAsync("CreateStateMachine", ApiClient.Fields(("name", name), ("roleArn", "r"), ("definition", Pass))));

    [Fact]
    public async Task A_version_keeps_the_definition_it_was_published_with()
    {
        var arn = await fixture.CreateAsync(Pass);
        var published = await Api.CallAsync("PublishStateMachineVersion", ApiClient.Fields(("stateMachineArn", arn), ("description", "first")));
        var version = ApiClient.Text(published, "stateMachineVersionArn");

        var updated = await Api.CallAsync("UpdateStateMachine", ApiClient.Fields(("stateMachineArn", arn), ("definition", Other)).With("publish", true));
        var old = await Api.CallAsync("DescribeStateMachine", ApiClient.Fields(("stateMachineArn", version)));
        var started = await Api.CallAsync("StartExecution", ApiClient.Fields(("stateMachineArn", version)));
        var of = await Api.CallAsync("DescribeStateMachineForExecution", ApiClient.Fields(("executionArn", ApiClient.Text(started, "executionArn"))));

        Assert.Equal((arn + ":1", arn + ":2"), (version, ApiClient.Text(updated, "stateMachineVersionArn")));
        Assert.Equal((Pass, "first", Pass), (ApiClient.Text(old, "definition"), ApiClient.Text(old, "description"), ApiClient.Text(of, "definition")));
    }

    [Fact]
    public async Task An_alias_leads_to_its_versions_by_their_weights()
    {
        var arn = await fixture.CreateAsync(Pass);
        await Api.CallAsync("PublishStateMachineVersion", ApiClient.Fields(("stateMachineArn", arn)));
        await Api.CallAsync("UpdateStateMachine", ApiClient.Fields(("stateMachineArn", arn), ("definition", Other)).With("publish", true));
        await Api.CallAsync("CreateStateMachineAlias", ApiClient.Fields(("name", "live")).With("routingConfiguration", Routes((arn + ":1", 80), (arn + ":2", 20))));

        var versions = new List<string>();
        for (var i = 0; i < 200; i++)
        {
            var started = await Api.CallAsync("StartExecution", ApiClient.Fields(("stateMachineArn", arn + ":live")));
            versions.Add(ApiClient.Text(await Api.CallAsync("DescribeExecution", ApiClient.Fields(("executionArn", ApiClient.Text(started, "executionArn")))), "stateMachineVersionArn"));
        }

        // 200 draws at 80 %: four standard deviations are 23.
        Assert.InRange(versions.Count(version => version == arn + ":1"), 137, 183);
        Assert.Equal("ConflictException", (await Api.RefusedAsync("DeleteStateMachineVersion", ApiClient.Fields(("stateMachineVersionArn", arn + ":1")))).Code);
    }

    [Fact]
    public async Task The_weights_of_an_alias_sum_to_a_hundred()
    {
        var arn = await fixture.CreateAsync(Pass);
        await Api.CallAsync("PublishStateMachineVersion", ApiClient.Fields(("stateMachineArn", arn)));

        var (code, message) = await Api.RefusedAsync("CreateStateMachineAlias", ApiClient.Fields(("name", "live")).With("routingConfiguration", Routes((arn + ":1", 50))));

        Assert.Equal(("ValidationException", "Sum of routing configuration weights must equal 100. Received: [50]"), (code, message));
    }

    [Fact]
    public async Task An_activity_is_created_once_and_deleted_as_often_as_one_likes()
    {
        var request = ApiClient.Fields(("name", fixture.NewName("activity")));
        var created = await Api.CallAsync("CreateActivity", request);
        var arn = ApiClient.Fields(("activityArn", ApiClient.Text(created, "activityArn")));

        Assert.Equal(created, await Api.CallAsync("CreateActivity", request));
        await Api.CallAsync("DeleteActivity", arn);
        await Api.CallAsync("DeleteActivity", arn);
        Assert.Equal("ActivityDoesNotExist", (await Api.RefusedAsync("DescribeActivity", arn)).Code);
    }

    [Fact]
    public async Task Lists_are_read_in_pages()
    {
        var arns = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            arns.Add(await fixture.CreateAsync(Pass));
        }

        var found = new List<string>();
        string? token = null;
        do
        {
            var request = JsonObject.Empty.With("maxResults", 2);
            var page = await Api.CallAsync("ListStateMachines", token is null ? request : request.With("nextToken", token));
            found.AddRange(((JsonArray)page["stateMachines"]!).Select(one => ApiClient.Text((JsonObject)one, "stateMachineArn")));
            token = (page["nextToken"] as JsonString)?.Value;
        }
        while (token is not null);

        Assert.Empty(arns.Except(found));
        Assert.Equal(
            ("ValidationException", "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000"),
            await Api.RefusedAsync("ListStateMachines", JsonObject.Empty.With("maxResults", 1001)));
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_definition_is_told_at_once()
    {
        var answer = await Api.CallAsync("ValidateStateMachineDefinition", ApiClient.Fields(
            ("definition", """{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"C","Extra":1},"B":{"Type":"Wait","Timestamp":"never","End":true}}}""")));

        Assert.Equal("FAIL", ApiClient.Text(answer, "result"));
        Assert.Equal(
            [
                "SCHEMA_VALIDATION_FAILED: Field 'Extra' is not supported at /States/A/Extra",
                "SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/B/Timestamp",
                "MISSING_TRANSITION_TARGET: Missing 'Next' target: C at /States/A/Next",
                "MISSING_TRANSITION_TARGET: State \"B\" is not reachable. at /States/B",
            ],
            ((JsonArray)answer["diagnostics"]!).Cast<JsonObject>().Select(one => $"{ApiClient.Text(one, "code")}: {ApiClient.Text(one, "message")} at {ApiClient.Text(one, "location")}"));
    }

    [Fact]
    public async Task A_state_is_tested_by_itself_with_its_work_mocked()
    {
        var answer = await Api.CallAsync("TestState", ApiClient.Fields(
                ("definition", """{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f","Payload.$":"$.p"},"ResultSelector":{"r.$":"$.Payload"},"ResultPath":"$.out","Next":"N"}"""),
                ("input", """{"p":1}"""), ("inspectionLevel", "DEBUG"))
            .With("mock", ApiClient.Fields(("result", """{"Payload":2}"""))));

        Assert.Equal(("SUCCEEDED", "N", """{"p":1,"out":{"r":2}}"""), (ApiClient.Text(answer, "status"), ApiClient.Text(answer, "nextState"), ApiClient.Text(answer, "output")));
        Assert.Equal(
            ["input", "afterInputPath", "afterParameters", "result", "afterResultSelector", "afterResultPath"],
            ((JsonObject)answer["inspectionData"]!).Names);
    }

    private static JsonArray Routes(params IEnumerable<(string Version, int Weight)> routes) =>
        new([.. routes.Select(route => ApiClient.Fields(("stateMachineVersionArn", route.Version)).With("weight", route.Weight))]);
}
