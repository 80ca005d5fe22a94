using CsCheck;
using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Language.Parsing;

namespace Ensemble.StepFunctions.Tests.Language;

/// <summary>Whatever the text, a definition is read or refused, and nothing else happens.</summary>
public sealed class DefinitionFuzzTests
{
    private const long Count = 1500;

    private static readonly ParserOptions[] Options =
    [
        new(WorkflowType.Standard, _ => true), new(WorkflowType.Express, _ => true), new(WorkflowType.Standard, _ => false),
    ];

    private static readonly JsonValue[] Valid = [.. new[]
    {
        """
        {"StartAt":"A","TimeoutSeconds":9,"States":{
          "A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:1:function:f","Parameters":{"a.$":"$.a","b":[{"c.$":"States.Format('{}', $$.x)"}]},"ResultSelector":{"a.$":"$.b"},"ResultPath":"$.r",
            "TimeoutSeconds":9,"HeartbeatSecondsPath":"$.h","Retry":[{"ErrorEquals":["X"],"IntervalSeconds":1,"MaxAttempts":2,"BackoffRate":1.5,"MaxDelaySeconds":9,"JitterStrategy":"FULL"},{"ErrorEquals":["States.ALL"]}],
            "Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":"$.e","Next":"B","Assign":{"v.$":"$.Error"}}],"Next":"B"},
          "B":{"Type":"Choice","Choices":[{"And":[{"Variable":"$.a","StringEquals":"b"},{"Not":{"Variable":"$.n","NumericLessThanPath":"$.m"}}],"Next":"C"},{"Variable":"$.t","TimestampEquals":"2024-01-01T00:00:00Z","Next":"A"}],"Default":"D"},
          "C":{"Type":"Wait","SecondsPath":"$.s","InputPath":null,"Next":"D"},
          "D":{"Type":"Fail","ErrorPath":"$.e","Cause":"x"}}}
        """,
        """
        {"StartAt":"A","QueryLanguage":"JSONata","States":{
          "A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Arguments":{"a":"{% $states.input.a %}","b":["{% $x + 1 %}"]},"Output":"{% $states.result %}","Assign":{"x":"{% 1 %}"},"TimeoutSeconds":"{% 5 %}",
            "Catch":[{"ErrorEquals":["States.ALL"],"Next":"C","Output":{"e":"{% $states.errorOutput %}"}}],"Next":"B"},
          "B":{"Type":"Choice","Choices":[{"Condition":"{% $x > 1 %}","Next":"C","Output":1},{"Condition":true,"Next":"D"}],"Default":"C"},
          "C":{"Type":"Wait","Timestamp":"{% $now() %}","Next":"D"},
          "D":{"Type":"Pass","QueryLanguage":"JSONata","Output":{"a":1},"End":true}}}
        """,
        """
        {"StartAt":"P","States":{
          "P":{"Type":"Parallel","Branches":[{"StartAt":"X","States":{"X":{"Type":"Pass","Result":1,"End":true}}},{"StartAt":"Y","States":{"Y":{"Type":"Succeed"}}}],"Next":"M"},
          "M":{"Type":"Map","ItemsPath":"$.a","MaxConcurrency":2,"ItemSelector":{"v.$":"$$.Map.Item.Value"},"Label":"l","ToleratedFailurePercentage":5.5,
            "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"Z","States":{"Z":{"Type":"Pass","End":true}}},
            "ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"CSV","CSVHeaderLocation":"GIVEN","CSVHeaders":["a"],"CSVDelimiter":"PIPE","MaxItems":3},"Parameters":{"Bucket":"b","Key.$":"$.k"}},
            "ItemBatcher":{"MaxItemsPerBatch":3,"BatchInput":{"a":1}},"ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","WriterConfig":{"OutputType":"JSON","Transformation":"NONE"},"Parameters":{"Bucket":"b"}},
            "End":true}}}
        """,
    }.Select(JsonValue.Parse)];

    private static readonly Gen<JsonValue> Mutated =
        from start in Fuzz.OneOf(Valid)
        from mutations in Gen.Select(Gen.Int[0, 200], Gen.Int[0, 3], Fuzz.Names, Fuzz.Json).Array[0, 4]
        select mutations.Aggregate(start, (value, mutation) => new Mutation(mutation.Item1, mutation.Item2, mutation.Item3, mutation.Item4).Apply(value));

    [Fact]
    public void The_definitions_that_are_changed_are_right_to_begin_with() =>
        Assert.All(Valid, definition => Assert.Empty(DefinitionParser.Validate(definition.ToJson(), Options[0])));

    [Fact]
    public void A_definition_that_was_right_and_is_changed_is_read_or_refused() => Mutated.Sample(Check, iter: Fuzz.Count(Count));

    [Fact]
    public void Any_JSON_is_read_or_refused() => Fuzz.Json.Sample(Check, iter: Fuzz.Count(Count));

    [Fact]
    public void Any_text_is_read_or_refused() =>
        Gen.Select(Mutated, Gen.Int[0, 1000], Gen.String[0, 3]).Sample(
            (definition, at, text) =>
            {
                var json = definition.ToJson();
                Check(json[..(at % json.Length)] + text + json[Math.Min(json.Length, (at % json.Length) + text.Length)..]);
            },
            iter: Fuzz.Count(Count));

    private static void Check(JsonValue definition)
    {
        var text = definition.ToJson();
        Assert.Equal(text, JsonValue.Parse(text).ToJson());
        Check(text);
    }

    private static void Check(string text)
    {
        foreach (var options in Options)
        {
            var errors = DefinitionParser.Validate(text, options).Where(problem => !problem.IsWarning).ToList();
            try
            {
                Walk(DefinitionParser.Parse(text, options).Graph);
                Assert.Empty(errors);
            }
            catch (InvalidDefinitionException exception)
            {
                Assert.Equal(errors, exception.Problems);
                Assert.All(errors, error => Assert.NotEmpty(error.Message));
            }

            try
            {
                Assert.Equal("S", DefinitionParser.ParseState("S", text, options).Name);
            }
            catch (InvalidDefinitionException exception)
            {
                Assert.NotEmpty(exception.Problems);
            }
        }
    }

    // What was accepted can be executed: every name leads somewhere, and every state has what its type needs.
    private static void Walk(Graph graph)
    {
        Assert.Contains(graph.StartAt, graph.States.Keys);
        foreach (var state in graph.States.Values)
        {
            var targets = new List<string?> { state.Next };
            switch (state)
            {
                case ChoiceState choice:
                    Assert.NotEmpty(choice.Choices);
                    targets.AddRange([choice.Default, .. choice.Choices.Select(one => one.Next)]);
                    Assert.All(choice.Choices, one => Assert.NotNull(one.Rule));
                    break;
                case WaitState wait:
                    Assert.True(wait.Seconds is null != wait.Timestamp is null);
                    break;
                case WorkState work:
                    targets.AddRange(work.Catch.Select(one => one.Next));
                    break;
            }

            Assert.All(targets.OfType<string>(), target => Assert.Contains(target, graph.States.Keys));
            Assert.All(state.Inner, Walk);
        }
    }

    /// <summary>Changes one value of a definition, counted in the order they are written.</summary>
    private sealed class Mutation(int target, int kind, string name, JsonValue replacement)
    {
        private int _at;

        public JsonValue Apply(JsonValue value)
        {
            var (size, before) = (Size(value), _at);
            _at = before - (target % size);
            return Visit(value);
        }

        private static int Size(JsonValue value) => 1 + value switch
        {
            JsonArray items => items.Sum(Size),
            JsonObject members => members.Members.Sum(member => Size(member.Value)),
            _ => 0,
        };

        private JsonValue Visit(JsonValue value)
        {
            if (_at++ == 0)
            {
                return kind == 1 && value is JsonObject whole ? whole.With(name, replacement) : replacement;
            }

            return value switch
            {
                JsonArray items => new JsonArray([.. items.Select(Visit)]),
                JsonObject members => new JsonObject(members.Members.SelectMany(Member)),
                _ => value,
            };
        }

        private IEnumerable<KeyValuePair<string, JsonValue>> Member(KeyValuePair<string, JsonValue> member)
        {
            var isTarget = _at == 0;
            var value = Visit(member.Value);
            return (isTarget, kind) switch
            {
                (true, 0) => [],
                (true, 2) => [KeyValuePair.Create(name, member.Value)],
                _ => [KeyValuePair.Create(member.Key, value)],
            };
        }
    }
}
