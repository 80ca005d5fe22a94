using System.Text.RegularExpressions;
using Ensemble.StepFunctions.Tests.Fakes;

namespace Ensemble.StepFunctions.Tests.Execution;

/// <summary>Distributed Maps that read their items from objects and write their results to objects.</summary>
public sealed partial class ItemReaderTests
{
    [Theory]
    [InlineData("""{"InputType": "JSON"}""", """[1, {"a": 2}]""", """[1,{"a":2}]""")]
    [InlineData("""{"InputType": "JSON", "MaxItems": 2}""", "[1,2,3]", "[1,2]")]
    [InlineData("""{"InputType": "JSON", "ItemsPointer": "/a/b"}""", """{"a":{"b":[1]}}""", "[1]")]
    [InlineData("""{"InputType": "JSONL"}""", "{\"a\":1}\n\n2\r\n\"x\"\n", """[{"a":1},2,"x"]""")]
    [InlineData("""{"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}""", "a,b\n1,2\n3,\n", """[{"a":"1","b":"2"},{"a":"3","b":""}]""")]
    [InlineData("""{"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}""", "a,b\r\n\"x, y\",\"say \"\"hi\"\"\"\r\n", """[{"a":"x, y","b":"say \"hi\""}]""")]
    [InlineData("""{"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}""", "a,b\n\"two\nlines\",\"\"\n", """[{"a":"two\nlines","b":""}]""")]
    [InlineData("""{"InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["a"], "MaxItems": 1}""", "1\n2\n", """[{"a":"1"}]""")]
    [InlineData("""{"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW", "CSVDelimiter": "PIPE"}""", "a|b\n1|2,3", """[{"a":"1","b":"2,3"}]""")]
    [InlineData("""{"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}""", "\uFEFFa\n1", """[{"a":"1"}]""")]
    [InlineData("""{"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}""", "a,b\n", "[]")]
    public async Task Items_are_read_from_an_object(string config, string content, string items)
    {
        var machine = Reading($$"""{"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {{config}}, "Parameters": {"Bucket": "bucket", "Key.$": "$.key"} }""");
        machine.Objects["bucket/in"] = content;

        Assert.Equal(items, await machine.RunAsync("""{"key":"in"}""").Output());
    }

    [Fact]
    public async Task Objects_are_listed()
    {
        var machine = Reading("""{"Resource": "arn:aws:states:::s3:listObjectsV2", "Parameters": {"Bucket": "bucket", "Prefix": "a"} }""");
        machine.Objects["bucket/a1"] = "x";
        machine.Objects["bucket/a2"] = "xy";
        machine.Objects["bucket/b"] = "";

        Assert.Equal("""[{"Key":"a1","Size":1},{"Key":"a2","Size":2}]""", await machine.RunAsync().Output());
    }

    [Fact]
    public async Task An_inventory_lists_objects_in_files_whose_columns_it_names()
    {
        var machine = Reading("""{"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "MANIFEST"}, "Parameters": {"Bucket": "bucket", "Key": "manifest.json"} }""");
        machine.Objects["bucket/manifest.json"] = """{"destinationBucket": "arn:aws:s3:::bucket", "fileFormat": "CSV", "fileSchema": "Bucket, Key", "files": [{"key": "1.csv"}, {"key": "2.csv"}]}""";
        machine.Objects["bucket/1.csv"] = "\"b\",\"x\"\n";
        machine.Objects["bucket/2.csv"] = "\"b\",\"y\"\n";

        Assert.Equal("""[{"Bucket":"b","Key":"x"},{"Bucket":"b","Key":"y"}]""", await machine.RunAsync().Output());
    }

    [Theory]
    [InlineData("""{"InputType": "JSON"}""", "{}")]
    [InlineData("""{"InputType": "JSON"}""", "[1")]
    [InlineData("""{"InputType": "JSONL"}""", "1\nx")]
    [InlineData("""{"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}""", "a,a\n1,2")]
    [InlineData("""{"InputType": "JSON"}""", null)]
    public async Task What_cannot_be_read_fails_the_run(string config, string? content)
    {
        var machine = Reading($$"""{"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {{config}}, "Parameters": {"Bucket": "bucket", "Key": "in"} }""");
        if (content is not null)
        {
            machine.Objects["bucket/in"] = content;
        }

        Assert.StartsWith("States.ItemReaderFailed: ", await machine.RunAsync().Failure(), StringComparison.Ordinal);
        Assert.Equal(
            """
            1<0 ExecutionStarted
            2<0 MapStateEntered
            3<2 MapStateStarted
            4<3 MapRunStarted
            5<4 MapRunFailed
            6<5 MapStateFailed
            7<6 ExecutionFailed
            """,
            string.Join('\n', machine.Events.Select(one => $"{one.Id}<{one.PreviousEventId} {one.Type}")));
        Assert.Equal("""3<2 MapStateStarted {"length":0}""", Machine.Line(machine.Events[2]));
    }

    [Fact]
    public async Task Results_are_written_to_objects_with_a_manifest()
    {
        var machine = Machine.OfState("""
            "Type": "Map", "Label": "L", "ToleratedFailurePercentage": 100, "MaxConcurrency": 1,
            "ItemProcessor": {
              "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
              "StartAt": "F",
              "States": {"F": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f", "End": true}}
            },
            "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "bucket", "Prefix": "out"}}
            """);
        machine.Tasks.Fail("f", ["E"], "{\"ok\":true}");

        var output = await machine.RunAsync("[1,2]").Output();

        Assert.Equal(
            """{"MapRunArn":"arn:aws:states:us-east-1:000000000000:mapRun:machine/L:ID","ResultWriterDetails":{"Bucket":"bucket","Key":"out/ID/manifest.json"}}""",
            Ids.Replace(output, "ID"));
        Assert.Equal(["bucket/out/ID/FAILED_0.json", "bucket/out/ID/SUCCEEDED_0.json", "bucket/out/ID/manifest.json"], machine.Objects.Names.Select(name => Ids.Replace(name, "ID")));
        var names = machine.Objects.Names.ToList();
        Assert.Equal(
            """[{"ExecutionArn":"arn:aws:states:us-east-1:000000000000:execution:machine/L:ID","Input":"1","InputDetails":{"Included":true},"Name":"ID","Error":"E","StartDate":"2000-01-01T00:00:00.000Z","StateMachineArn":"arn:aws:states:us-east-1:000000000000:stateMachine:machine/L","Status":"FAILED","StopDate":"2000-01-01T00:00:00.000Z"}]""",
            Ids.Replace(machine.Objects[names[0]], "ID"));
        Assert.Contains(""" "Output":"{\"ok\":true}","OutputDetails":{"Included":true} """.Trim(), machine.Objects[names[1]], StringComparison.Ordinal);
        Assert.Contains($"\"FAILED\":[{{\"Key\":\"{names[0]["bucket/".Length..]}\",\"Size\":{machine.Objects[names[0]].Length}}}],\"PENDING\":[]", machine.Objects[names[2]], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("COMPACT", "[[1,2],[3]]")]
    [InlineData("FLATTEN", "[1,2,3]")]
    public async Task Results_may_only_be_transformed(string transformation, string output)
    {
        var machine = Machine.OfState($$"""
            "Type": "Map", "ResultWriter": {"WriterConfig": {"Transformation": "{{transformation}}", "OutputType": "JSON"} },
            """ + Passes);

        Assert.Equal(output, await machine.RunAsync("[[1,2],[3]]").Output());
        Assert.Empty(machine.Objects.Names);
    }

    [Fact]
    public async Task Results_may_be_written_a_line_each()
    {
        var machine = Machine.OfState("""
            "Type": "Map", "MaxConcurrency": 1,
            "ResultWriter": {
              "Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "bucket"},
              "WriterConfig": {"Transformation": "COMPACT", "OutputType": "JSONL"}
            },
            """ + Passes);

        await machine.RunAsync("""[{"a":1},2]""").Output();

        Assert.Equal("{\"a\":1}\n2", machine.Objects[machine.Objects.Names.Single(name => name.EndsWith("SUCCEEDED_0.jsonl", StringComparison.Ordinal))]);
    }

    private const string Passes = """
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}
        """;

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Ids { get; }

    private static Machine Reading(string reader) => Machine.OfState($""" "Type": "Map", "ItemReader": {reader}, {Passes} """);
}
