using System.Globalization;
using CsCheck;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Tests.Language;

/// <summary>What the property tests share.</summary>
internal static class Fuzz
{
    private const string CountVariable = "ENSEMBLE_FUZZ_COUNT";

    /// <summary>How many examples are tried: as many as the environment says, or else a number that takes a few seconds.</summary>
    public static long Count(long usual) =>
        long.TryParse(Environment.GetEnvironmentVariable(CountVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : usual;

    /// <summary>Names of members.</summary>
    public static Gen<string> Names { get; } = Gen.Frequency(
        (8, OneOf(
            "a", "b", "x", "a.$", "b.$", ".$", "", "A", "B", "StartAt", "States", "Type", "Next", "End", "Comment", "QueryLanguage", "Version", "TimeoutSeconds",
            "TimeoutSecondsPath", "HeartbeatSeconds", "InputPath", "OutputPath", "ResultPath", "Parameters", "Arguments", "ResultSelector", "Assign", "Output", "Result",
            "Retry", "Catch", "ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy", "Choices", "Default", "Variable",
            "And", "Or", "Not", "Condition", "StringEquals", "StringEqualsPath", "NumericLessThan", "IsPresent", "TimestampEquals", "Seconds", "SecondsPath", "Timestamp",
            "TimestampPath", "Error", "ErrorPath", "Cause", "CausePath", "Branches", "ItemProcessor", "Iterator", "ProcessorConfig", "Mode", "ExecutionType", "Items",
            "ItemsPath", "ItemSelector", "MaxConcurrency", "ToleratedFailureCount", "ToleratedFailurePercentage", "Label", "ItemReader", "ReaderConfig", "InputType",
            "CSVHeaderLocation", "CSVHeaders", "CSVDelimiter", "MaxItems", "ItemBatcher", "BatchInput", "MaxItemsPerBatch", "ResultWriter", "WriterConfig", "Resource", "Credentials")),
        (1, Gen.String[0, 6]));

    private static Gen<JsonValue> Scalars { get; } = Gen.Frequency(
        (6, OneOf(
            "null", "true", "false", "0", "-0", "1", "-1", "2", "3", "0.5", "100", "1e400", "9223372036854775807", "123456789012345680000",
            "\"\"", "\"a\"", "\"b\"", "\"A\"", "\"B\"", "\"$\"", "\"$.a\"", "\"$$.b[0]\"", "\"$x.a[*]\"", "\"$.a[?(@.b)]\"", "\"$.\"", "\"States.ALL\"", "\"States.UUID()\"",
            "\"States.Format('{}', $.a)\"", "\"States.Nothing(\"", "\"{% $states.input.a %}\"", "\"{% %}\"", "\"{% [ %}\"", "\"{%}\"", "\"2024-01-01T00:00:00Z\"",
            "\"2024-13-01T00:00:00Z\"", "\"JSONata\"", "\"JSONPath\"", "\"DISTRIBUTED\"", "\"EXPRESS\"", "\"CSV\"", "\"GIVEN\"", "\"Task\"", "\"Map\"", "\"Parallel\"",
            "\"Choice\"", "\"Wait\"", "\"Pass\"", "\"Fail\"", "\"Succeed\"", "\"arn:aws:states:::s3:getObject\"", "\"arn:aws:states:::sqs:sendMessage.waitForTaskToken\"",
            "\"arn:aws:states:us-east-1:1:activity:a\"", "\"arn:aws:lambda:us-east-1:1:function:f\"").Select(JsonValue.Parse)),
        (1, Gen.String[0, 12].Select(text => (JsonValue)text)),
        (1, Gen.Long.Select(number => (JsonValue)number)),
        (1, Gen.Double.Where(double.IsFinite).Select(number => (JsonValue)number)));

    /// <summary>JSON of any shape, made of what definitions and queries are made of as well.</summary>
    public static Gen<JsonValue> Json { get; } = Gen.Recursive<JsonValue>((depth, inner) => depth > 3
        ? Scalars
        : Gen.Frequency(
            (4, Scalars),
            (1, inner.Array[0, 4].Select(items => (JsonValue)new JsonArray(items))),
            (2, Gen.Select(Names, inner, KeyValuePair.Create).Array[0, 4].Select(members => (JsonValue)new JsonObject(members)))));

    /// <summary>One of some values.</summary>
    public static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
