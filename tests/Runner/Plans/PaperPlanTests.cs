using System.Text.Json;
using Ensemble.Models;
using Ensemble.Runner.Plans;

namespace Ensemble.Runner.Tests.Plans;

/// <summary>Plans as JSON, and how they are changed.</summary>
public sealed class PaperPlanTests
{
    [Fact]
    public void A_plan_is_read_as_it_was_written()
    {
        foreach (var plan in (PaperPlan[])[PaperPlan.Quick, PaperPlan.Full])
        {
            Assert.Equal(PlanJson.Write(plan), PlanJson.Write(PlanJson.Read(PlanJson.Write(plan))));
        }
    }

    [Theory]
    [InlineData("latency.memorySize=1769", "latency", "memorySize", "1769")]
    [InlineData("latency.batches=1, 5,9", "latency", "batches", "[1,5,9]")]
    [InlineData("latency.models=a,b", "latency", "models", "[\"a\",\"b\"]")]
    [InlineData("LATENCY.memorysize=128", "latency", "memorySize", "128")]
    [InlineData("dataset=imagenet:/data=x", "accuracy", "dataSet", "\"imagenet:/data=x\"")]
    [InlineData("dataset=imagenet:/data=x", "latency", "dataSet", "\"imagenet:/data=x\"")]
    public void A_field_is_set_by_its_path_or_by_its_name_wherever_it_is(string setting, string part, string field, string value)
    {
        using var plan = JsonDocument.Parse(PlanJson.Write(PaperPlan.Quick.With([setting])));

        Assert.Equal(value, JsonSerializer.Serialize(plan.RootElement.GetProperty(part).GetProperty(field)));
    }

    [Theory]
    [InlineData("latency.memory=1", "There is no field 'latency.memory' in the plan; there are name, seed, accuracy.dataSet")]
    [InlineData("latency=1", "There is no field 'latency'")]
    [InlineData("latency.memorySize=big", "latency.memorySize: 'big' is not possible; allowed is a whole number.")]
    [InlineData("latency.memorySize=64", "latency.memorySize: '64' is not possible; allowed is 128 to 10,240.")]
    [InlineData("latency.batches=", "latency.batches")]
    [InlineData("latency.batches=1,1", "each size once")]
    [InlineData("latency.repeats=0", "latency.repeats: '0' is not possible")]
    [InlineData("accuracy.combiner=magic", "accuracy.combiner: 'magic' is not possible; allowed is")]
    [InlineData("accuracy.models=alone", "at least 2 models")]
    [InlineData("name=other", "name: 'other' is not possible")]
    [InlineData("seed", "give a field and its value")]
    [InlineData("=1", "give a field and its value")]
    public void What_cannot_be_is_an_error_that_names_the_field_and_what_is_allowed(string setting, string message) =>
        Assert.Contains(message, Assert.Throws<EnsembleException>(() => PaperPlan.Quick.With([setting])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"latency":{"repeets":5}}""", "$.latency.repeets")]
    [InlineData("""{"latency":{"repeats":"5"}}""", "$.latency.repeats")]
    [InlineData("""{"latency":null}""", "latency")]
    [InlineData("null", "null")]
    [InlineData("{", "$")]
    public void A_file_that_is_no_plan_is_an_error_that_says_where(string json, string where) =>
        Assert.Contains(where, Assert.Throws<EnsembleException>(() => PlanJson.Read(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_schema_says_what_every_field_may_be_and_what_it_is_if_left_out()
    {
        using var schema = JsonDocument.Parse(PlanJson.Schema());
        var latency = schema.RootElement.GetProperty("properties").GetProperty("latency").GetProperty("properties");

        Assert.Equal((128, 10_240, 885), (latency.GetProperty("memorySize").GetProperty("minimum").GetInt32(), latency.GetProperty("memorySize").GetProperty("maximum").GetInt32(), latency.GetProperty("memorySize").GetProperty("default").GetInt32()));
        Assert.Equal("[1,10,100,1000]", JsonSerializer.Serialize(latency.GetProperty("batches").GetProperty("default")));
        Assert.Equal(10_000, latency.GetProperty("batches").GetProperty("items").GetProperty("maximum").GetInt32());
        Assert.Contains("majority-vote", schema.RootElement.GetProperty("properties").GetProperty("accuracy").GetProperty("properties").GetProperty("combiner").GetProperty("enum").EnumerateArray().Select(name => name.GetString()));
        Assert.False(schema.RootElement.GetProperty("additionalProperties").GetBoolean());
    }

    [Fact]
    public void The_schema_that_is_published_with_the_documentation_is_that_of_the_program()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Ensemble.sln")))
        {
            folder = folder.Parent!;
        }

        Assert.Equal(PlanJson.Schema(), File.ReadAllText(Path.Combine(folder.FullName, "docs", "plan.schema.json")).TrimEnd('\n'));
    }
}
