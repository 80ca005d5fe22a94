using System.Globalization;
using Ensemble.StepFunctions.Language;
using Ensemble.StepFunctions.Language.Parsing;

namespace Ensemble.StepFunctions.Tests.Language;

public sealed class DefinitionParserTests
{
    private const string Schema = "SCHEMA_VALIDATION_FAILED: ";
    private const string Target = "MISSING_TRANSITION_TARGET: ";

    private static readonly ParserOptions Standard = new(WorkflowType.Standard, _ => true);
    private static readonly ParserOptions Express = new(WorkflowType.Express, _ => true);

    [Theory]
    [InlineData("{}", Schema + "These fields are required: [StartAt, States] at /")]
    [InlineData("""{"States":{"A":{"Type":"Succeed"}}}""", Schema + "These fields are required: [StartAt] at /")]
    [InlineData("""{"StartAt":"A"}""", Schema + "These fields are required: [States] at /")]
    [InlineData("""{"StartAt":1,"States":{"A":{"Type":"Succeed"}}}""", Schema + "Expected a string for field 'StartAt' at /StartAt")]
    [InlineData("""{"StartAt":"B","States":{"A":{"Type":"Succeed"}}}""", Target + "Missing 'StartAt' target: B at /StartAt", Target + "State \"A\" is not reachable. at /States/A")]
    [InlineData("""{"StartAt":"A","States":{"A":{"Type":"Succeed"}},"Extra":1}""", Schema + "Field 'Extra' is not supported at /Extra")]
    [InlineData("""{"StartAt":"A","States":{"A":{"Type":"Succeed"}},"Version":"2.0"}""", Schema + "The field 'Version' should have one of these values: [1.0] at /Version")]
    [InlineData("""{"StartAt":"A","States":{"A":{"Type":"Succeed"}},"TimeoutSeconds":0}""", Schema + "Expected value between 1 and 99999999 at /TimeoutSeconds")]
    [InlineData("""{"StartAt":"A","States":{"A":{"Type":"Succeed"}},"TimeoutSeconds":1.5}""", Schema + "Expected value of type Integer at /TimeoutSeconds")]
    [InlineData("""{"StartAt":"A","States":{"A":7}}""", Schema + "Expected value of type Object at /States/A", Schema + "There must be a state that ends: Succeed, Fail, or one with End at /States")]
    [InlineData("[]", Schema + "Expected value of type Object at /")]
    [InlineData("", "INVALID_JSON_DESCRIPTION: No content to map due to end-of-input")]
    [InlineData("not JSON", "INVALID_JSON_DESCRIPTION: Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')")]
    public void A_machine_that_is_wrong_is_refused(string definition, params string[] problems) => Check(definition, problems);

    [Theory]
    [InlineData("""{}""", Schema + "These fields are required: [Type] at /States/A")]
    [InlineData("""{"Type":"Sleep"}""", Schema + "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/A/Type")]
    [InlineData("""{"Type":"Pass"}""", Schema + "One of the fields [Next, End] is required at /States/A")]
    [InlineData("""{"Type":"Pass","End":false}""", Schema + "One of the fields [Next, End] is required at /States/A")]
    [InlineData("""{"Type":"Pass","Next":"Z","End":true}""", Schema + "Only one of the fields [Next, End] may be given at /States/A")]
    [InlineData("""{"Type":"Pass","Next":"B"}""", Target + "Missing 'Next' target: B at /States/A/Next")]
    [InlineData("""{"Type":"Pass","End":true,"Foo":1}""", Schema + "Field 'Foo' is not supported at /States/A/Foo")]
    [InlineData("""{"Type":"Succeed","Next":"Z"}""", Schema + "Field 'Next' is not supported at /States/A/Next")]
    [InlineData("""{"Type":"Pass","InputPath":"a","End":true}""", Schema + "Value is not a valid JSONPath: Syntax error at 1:1: '$' is expected instead of 'a' at /States/A/InputPath")]
    [InlineData("""{"Type":"Pass","InputPath":1,"End":true}""", Schema + "Expected value of type String at /States/A/InputPath")]
    [InlineData("""{"Type":"Pass","ResultPath":"$.a[*]","End":true}""", Schema + "Value is not a Reference Path: $.a[*] at /States/A/ResultPath")]
    [InlineData("""{"Type":"Pass","Parameters":{"a":{"b.$":"b"}},"End":true}""", Schema + "The value for the field 'b.$' must be a valid JSONPath or a valid intrinsic function call at /States/A/Parameters/a/b.$")]
    [InlineData("""{"Type":"Pass","Parameters":{"b.$":"States.Nothing()"},"End":true}""", Schema + "The value for the field 'b.$' must be a valid JSONPath or a valid intrinsic function call at /States/A/Parameters/b.$")]
    [InlineData("""{"Type":"Pass","Parameters":{"b.$":7},"End":true}""", Schema + "The value for the field 'b.$' must be a valid JSONPath or a valid intrinsic function call at /States/A/Parameters/b.$")]
    [InlineData("""{"Type":"Pass","Parameters":{"b":"$.c"},"End":true}""", "NO_DOLLAR: The field 'b' holds an expression, but its name does not end with '.$' at /States/A/Parameters/b")]
    [InlineData("""{"Type":"Pass","QueryLanguage":"JSONata","Output":{"a":["{% [ %}"]},"End":true}""", Schema + "Invalid JSONata expression: Expected \"]\" before end of expression at /States/A/Output/a[0]")]
    [InlineData("""{"Type":"Pass","QueryLanguage":"JSONata","InputPath":"$","End":true}""", Schema + "Field 'InputPath' is not supported at /States/A/InputPath")]
    [InlineData("""{"Type":"Pass","QueryLanguage":"SQL","End":true}""", Schema + "The field 'QueryLanguage' should have one of these values: [JSONPath, JSONata] at /States/A/QueryLanguage")]
    [InlineData("""{"Type":"Wait","End":true}""", Schema + "One of the fields [Seconds, SecondsPath, Timestamp, TimestampPath] is required at /States/A")]
    [InlineData("""{"Type":"Wait","Seconds":1,"SecondsPath":"$","End":true}""", Schema + "Only one of the fields [Seconds, SecondsPath, Timestamp, TimestampPath] may be given at /States/A")]
    [InlineData("""{"Type":"Wait","SecondsPath":null,"End":true}""", Schema + "Expected value of type String at /States/A/SecondsPath")]
    [InlineData("""{"Type":"Wait","Seconds":-1,"End":true}""", Schema + "Expected value between 0 and 99999999 at /States/A/Seconds")]
    [InlineData("""{"Type":"Wait","Timestamp":"2024-01-01","End":true}""", Schema + "String does not match RFC3339 timestamp at /States/A/Timestamp")]
    [InlineData("""{"Type":"Wait","TimestampPath":"x","End":true}""", Schema + "Value is not a valid JSONPath or intrinsic function: Syntax error at 1:1: '$' is expected instead of 'x' at /States/A/TimestampPath")]
    [InlineData("""{"Type":"Wait","QueryLanguage":"JSONata","Seconds":"5","End":true}""", Schema + "Expected a JSONata expression between {% and %} at /States/A/Seconds")]
    [InlineData("""{"Type":"Fail","Error":"a","ErrorPath":"$.a"}""", Schema + "Only one of the fields [Error, ErrorPath] may be given at /States/A")]
    [InlineData("""{"Type":"Task","End":true}""", Schema + "These fields are required: [Resource] at /States/A")]
    [InlineData("""{"Type":"Task","Resource":"x","End":true}""", Schema + "The resource provided x is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/A/Resource")]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","TimeoutSeconds":5,"HeartbeatSeconds":5,"End":true}""", Schema + "HeartbeatSeconds must be smaller than TimeoutSeconds at /States/A/HeartbeatSeconds")]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","TimeoutSeconds":5,"TimeoutSecondsPath":"$","End":true}""", Schema + "Only one of the fields [TimeoutSeconds, TimeoutSecondsPath] may be given at /States/A")]
    [InlineData("""{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","ResultSelector":1,"End":true}""", Schema + "Expected value of type Object at /States/A/ResultSelector")]
    [InlineData("""{"Type":"Parallel","Branches":[],"End":true}""", Schema + "There must be at least one branch at /States/A/Branches")]
    [InlineData("""{"Type":"Parallel","Branches":[{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}],"End":true}""", "DUPLICATE_STATE_NAME: Duplicate State name: A at /States/A/Branches[0]/States/A")]
    [InlineData("""{"Type":"Parallel","Branches":[{"StartAt":"B","States":{"B":{"Type":"Pass","Next":"A"}}}],"End":true}""", Target + "Missing 'Next' target: A at /States/A/Branches[0]/States/B/Next", Schema + "There must be a state that ends: Succeed, Fail, or one with End at /States/A/Branches[0]/States")]
    [InlineData("""{"Type":"Map","ItemProcessor":{"StartAt":"B","States":{"B":{"Type":"Succeed"}}},"ItemReader":{"Resource":"arn:aws:states:::s3:listObjectsV2"},"End":true}""", Schema + "ItemReader, ItemBatcher and ResultWriter need a ProcessorConfig with the Mode DISTRIBUTED at /States/A")]
    [InlineData("""{"Type":"Map","ItemProcessor":{"StartAt":"B","States":{"B":{"Type":"Succeed"}}},"ItemsPath":null,"End":true}""", Schema + "Expected value of type String at /States/A/ItemsPath")]
    public void A_state_that_is_wrong_is_refused(string state, params string[] problems) =>
        Assert.Subset(Problems(Machine(state), Standard).ToHashSet(StringComparer.Ordinal), problems.ToHashSet(StringComparer.Ordinal));

    [Theory]
    [InlineData("""[{"ErrorEquals":["States.ALL","X"]}]""")]
    [InlineData("""[{"ErrorEquals":["States.ALL"]},{"ErrorEquals":["X"]}]""")]
    public void States_ALL_stands_alone_and_last(string retry) =>
        Check(Task($"\"Retry\":{retry}"), Schema + "States.ALL must be alone, and in the last of its kind at /States/A/Retry[0]/ErrorEquals");

    [Theory]
    [InlineData("""[{"ErrorEquals":[]}]""", Schema + "There must be at least one error name at /States/A/Retry[0]/ErrorEquals")]
    [InlineData("""[{"ErrorEquals":[1]}]""", Schema + "Expected value of type String at /States/A/Retry[0]/ErrorEquals[0]", Schema + "There must be at least one error name at /States/A/Retry[0]/ErrorEquals")]
    [InlineData("""[{}]""", Schema + "These fields are required: [ErrorEquals] at /States/A/Retry[0]")]
    [InlineData("""[7]""", Schema + "Expected value of type Object at /States/A/Retry[0]")]
    [InlineData("""[{"ErrorEquals":["X"],"BackoffRate":0.5,"MaxAttempts":-1}]""", Schema + "Expected value between 0 and 99999999 at /States/A/Retry[0]/MaxAttempts", Schema + "Expected value between 1 and 1.7976931348623157E+308 at /States/A/Retry[0]/BackoffRate")]
    public void A_retrier_that_is_wrong_is_refused(string retry, params string[] problems) => Check(Task($"\"Retry\":{retry}"), problems);

    [Fact]
    public void A_catcher_must_lead_somewhere() => Check(
        Task("""  "Catch":[{"ErrorEquals":["X"],"Next":"Z"},{"ErrorEquals":["Y"]}]  """),
        Schema + "These fields are required: [Next] at /States/A/Catch[1]", Target + "Missing 'Next' target: Z at /States/A/Catch[0]/Next");

    [Theory]
    [InlineData("""{"Variable":"$.a","StringEquals":"x","NumericEquals":1,"Next":"B"}""", Schema + "Only one of the fields [NumericEquals, StringEquals] may be given at /States/A/Choices[0]")]
    [InlineData("""{"Variable":"$.a","Next":"B"}""", Schema + "A comparison operator is required at /States/A/Choices[0]")]
    [InlineData("""{"StringEquals":"x","Next":"B"}""", Schema + "These fields are required: [Variable] at /States/A/Choices[0]")]
    [InlineData("""{"Variable":null,"StringEquals":"x","Next":"B"}""", Schema + "Expected value of type String at /States/A/Choices[0]/Variable")]
    [InlineData("""{"Variable":"$.a","StringEqualsPath":null,"Next":"B"}""", Schema + "Expected value of type String at /States/A/Choices[0]/StringEqualsPath")]
    [InlineData("""{"Variable":"$.a","NumericEquals":"x","Next":"B"}""", Schema + "Expected a number for field 'NumericEquals' at /States/A/Choices[0]/NumericEquals")]
    [InlineData("""{"Variable":"$.a","TimestampEquals":"2024","Next":"B"}""", Schema + "String does not match RFC3339 timestamp at /States/A/Choices[0]/TimestampEquals")]
    [InlineData("""{"And":[],"Next":"B"}""", Schema + "There must be at least one rule at /States/A/Choices[0]/And")]
    [InlineData("""{"Not":{"Variable":"$.a","IsNull":true,"Next":"B"},"Next":"B"}""", Schema + "Field 'Next' is not supported at /States/A/Choices[0]/Not/Next")]
    [InlineData("""{"Variable":"$.a","IsNull":true,"Next":"B"},{"Variable":"$.a","IsNull":true}""", Schema + "These fields are required: [Next] at /States/A/Choices[1]")]
    [InlineData("""{"Variable":"$.a","IsNull":true,"Next":"B"},{"Variable":"$.a","IsNull":true,"Next":"Z"}""", Target + "Missing 'Next' target: Z at /States/A/Choices[1]/Next")]
    public void A_rule_that_is_wrong_is_refused(string rules, string problem) =>
        Check("""{"StartAt":"A","States":{"A":{"Type":"Choice","Choices":[""" + rules + """]},"B":{"Type":"Succeed"}}}""", problem);

    [Fact]
    public void A_default_must_lead_somewhere() => Check(
        """{"StartAt":"A","States":{"A":{"Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"B"}],"Default":"Z"},"B":{"Type":"Succeed"}}}""",
        Target + "Missing 'Default' target: Z at /States/A/Default");

    [Fact]
    public void A_state_that_nothing_leads_to_is_found() => Check(
        """{"StartAt":"A","States":{"A":{"Type":"Succeed"},"B":{"Type":"Pass","Next":"C"},"C":{"Type":"Pass","Next":"B"}}}""",
        Target + "State \"B\" is not reachable. at /States/B", Target + "State \"C\" is not reachable. at /States/C");

    [Fact]
    public void A_machine_that_never_ends_is_refused() => Check(
        """{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"A"}}}""", Schema + "There must be a state that ends: Succeed, Fail, or one with End at /States");

    [Fact]
    public void A_machine_in_JSONata_has_no_states_in_JSONPath() => Check(
        """{"StartAt":"A","QueryLanguage":"JSONata","States":{"A":{"Type":"Pass","QueryLanguage":"JSONPath","End":true}}}""",
        Schema + "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/A");

    [Theory]
    [InlineData("arn:aws:states:us-east-1:123456789012:activity:a", "Express state machine does not support Activity ARN")]
    [InlineData("arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Express state machine does not support '.waitForTaskToken' service integration ")]
    [InlineData("arn:aws:states:::states:startExecution.sync:2", "Express state machine does not support '.sync:2' service integration ")]
    public void An_express_machine_waits_for_nobody(string resource, string message)
    {
        var definition = Machine($$"""{"Type":"Task","Resource":"{{resource}}","End":true}""");

        Assert.Equal([$"{Schema}{message} at /States/A/Resource"], Problems(definition, Express));
        Assert.Empty(Problems(definition, Standard));
    }

    [Fact]
    public void An_express_machine_has_no_distributed_Map() => Assert.Equal(
        [Schema + "Express state machine does not support DISTRIBUTED Map states at /States/A"],
        Problems(Machine("""{"Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED"},"StartAt":"B","States":{"B":{"Type":"Succeed"}}},"End":true}"""), Express));

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        const string Definition = """{"States":{"A":{"Type":"Pass","InputPath":"x","Foo":1,"End":true},"B":{"Type":"Wait","End":true}},"Bar":1}""";

        var exception = Assert.Throws<InvalidDefinitionException>(() => DefinitionParser.Parse(Definition, Standard));

        Assert.Equal(["/", "/States/A/InputPath", "/States/A/Foo", "/States/B", "/Bar"], exception.Problems.Select(problem => problem.Location));
        Assert.StartsWith("Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [StartAt] at /, ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_may_be_nested_a_thousand_deep_and_no_deeper()
    {
        Assert.Empty(Problems(Machine($$"""{"Type":"Pass","Result":{{Nested(997)}},"End":true}"""), Standard));
        Assert.Equal(
            ["INVALID_JSON_DESCRIPTION: Document nesting depth (1001) exceeds the maximum allowed (1000)"],
            Problems(Machine($$"""{"Type":"Pass","Result":{{Nested(1000)}},"End":true}"""), Standard));

        static string Nested(int depth) => new string('[', depth) + new string(']', depth);
    }

    [Fact]
    public void States_may_be_nested_many_but_not_any_times_deep()
    {
        Assert.Empty(Problems(Nested(60), Standard));
        Assert.Contains("States may be nested 64 deep", Assert.Single(Problems(Nested(64), Standard)), StringComparison.Ordinal);

        static string Nested(int depth) => depth == 0
            ? """{"StartAt":"Last","States":{"Last":{"Type":"Succeed"}}}"""
            : Named(depth, $$"""{"Type":"Parallel","Branches":[{{Nested(depth - 1)}}],"End":true}""");

        static string Named(int depth, string state) => """{"StartAt":"P#","States":{"P#":""".Replace("#", depth.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal) + state + "}}";
    }

    private static string Machine(string state) => """{"StartAt":"A","States":{"A":""" + state + "}}";

    private static string Task(string field) => Machine($$"""{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage",{{field}},"End":true}""");

    private static void Check(string definition, params string[] problems) => Assert.Equal(problems, Problems(definition, Standard));

    private static List<string> Problems(string definition, ParserOptions options) => [.. DefinitionParser.Validate(definition, options).Select(problem => problem.ToString())];
}
