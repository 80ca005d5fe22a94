using Ensemble.StepFunctions.Json;
using Ensemble.StepFunctions.Language.Expressions;

namespace Ensemble.StepFunctions.Language.Parsing;

/// <summary>Reads states.</summary>
internal sealed class StateParser(ParserOptions options, List<Problem> problems)
{
    private const long LongestTimeout = 99_999_999;
    private static readonly string[] Types = ["Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map"];

    /// <summary>The names of the states around, which must not be used again.</summary>
    public HashSet<string> Names { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Reads a state.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="location">Its place.</param>
    /// <param name="machineLanguage">The language of the whole machine.</param>
    /// <param name="nesting">How deep states may still be nested.</param>
    /// <param name="targets">Where its transitions are noted; null: nowhere.</param>
    public State? State(string name, JsonObject fields, string location, QueryLanguage machineLanguage, int nesting, Targets? targets)
    {
        var own = DefinitionParser.Language(new(fields, location, machineLanguage, []));
        if (own == QueryLanguage.JsonPath && machineLanguage == QueryLanguage.Jsonata)
        {
            problems.Add(new(Problem.Schema, "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine", location));
        }

        var reader = new FieldReader(fields, location, own ?? machineLanguage, problems);
        DefinitionParser.Language(reader);
        reader.Text("Comment");
        reader.Require("Type");
        if (reader.OneOf("Type", Types) is not { } type)
        {
            return null;
        }

        State? state = type switch
        {
            "Task" => Task(name, reader, targets),
            "Wait" => Wait(name, reader),
            "Pass" => Pass(name, reader),
            "Succeed" => new SucceedState(name, reader.Language),
            "Fail" => new FailState(name, reader.Language) { Error = reader.TextOrExpression("Error"), Cause = reader.TextOrExpression("Cause") },
            "Choice" => Choice(name, reader, targets),
            "Parallel" => Parallel(name, reader, machineLanguage, nesting, targets),
            _ => Map(name, reader, machineLanguage, nesting, targets),
        };
        if (state is null)
        {
            return null;
        }

        state = WithFlow(state, reader, targets);
        reader.End();
        return state;
    }

    private static State WithFlow(State state, FieldReader reader, Targets? targets)
    {
        string? next = null;
        if (state is SucceedState or FailState)
        {
            targets?.AddEnd(state.Name);
        }
        else if (state is not ChoiceState)
        {
            next = reader.Text("Next");
            var end = reader.Flag("End");
            if (next is null == (end is not true))
            {
                reader.FaultHere(next is null ? "One of the fields [Next, End] is required" : "Only one of the fields [Next, End] may be given");
            }

            if (next is not null)
            {
                targets?.Add(state.Name, next, "Next", reader.At("Next"));
            }
            else
            {
                targets?.AddEnd(state.Name);
            }
        }

        if (state is FailState)
        {
            return state;
        }

        var flow = state with
        {
            Next = next,
            Assign = state is SucceedState ? null : reader.Template("Assign", mustBeObject: true),
            Output = reader.IsJsonata ? reader.Template("Output") : null,
            InputPath = reader.IsJsonata ? PathField.Whole : reader.Path("InputPath", mayBeNull: true) ?? PathField.Whole,
            OutputPath = reader.IsJsonata ? PathField.Whole : reader.Path("OutputPath", mayBeNull: true) ?? PathField.Whole,
        };
        return flow is WorkState work && !reader.IsJsonata
            ? work with { ResultPath = reader.Path("ResultPath", reference: true, mayBeNull: true) ?? PathField.Whole }
            : flow;
    }

    private static PassState Pass(string name, FieldReader reader) => new(name, reader.Language)
    {
        Result = reader.IsJsonata ? null : reader.Any("Result"),
        Parameters = reader.IsJsonata ? null : reader.Template("Parameters"),
    };

    private static WaitState? Wait(string name, FieldReader reader)
    {
        string[] ways = reader.IsJsonata ? ["Seconds", "Timestamp"] : ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"];
        var given = ways.Count(reader.Has);
        if (given != 1)
        {
            reader.FaultHere($"{(given == 0 ? "One" : "Only one")} of the fields [{string.Join(", ", ways)}] {(given == 0 ? "is required" : "may be given")}");
            return null;
        }

        var timestamp = reader.TextOrExpression("Timestamp");
        if (timestamp is { Literal: { } literal } && !Timestamp.TryParse(literal, out _))
        {
            reader.Fault("Timestamp", "String does not match RFC3339 timestamp");
        }

        return new(name, reader.Language) { Seconds = reader.NumberOrExpression("Seconds", 0, LongestTimeout), Timestamp = timestamp };
    }

    private TaskState? Task(string name, FieldReader reader, Targets? targets)
    {
        reader.Require("Resource");
        var resource = reader.Text("Resource") is { } arn ? Resource(arn, reader) : null;
        var timeout = reader.NumberOrExpression("TimeoutSeconds", 1, LongestTimeout);
        var heartbeat = reader.NumberOrExpression("HeartbeatSeconds", 1, LongestTimeout);
        if (heartbeat?.Literal >= timeout?.Literal)
        {
            reader.Fault("HeartbeatSeconds", "HeartbeatSeconds must be smaller than TimeoutSeconds");
        }

        var state = new TaskState(name, reader.Language, resource ?? new LambdaResource(string.Empty))
        {
            Parameters = reader.Template(reader.IsJsonata ? "Arguments" : "Parameters"),
            ResultSelector = reader.IsJsonata ? null : reader.Template("ResultSelector", mustBeObject: true),
            TimeoutSeconds = timeout,
            HeartbeatSeconds = heartbeat,
            Credentials = reader.Template("Credentials", mustBeObject: true),
            Retry = Retriers(reader),
            Catch = Catchers(name, reader, targets),
        };
        return resource is null ? null : state;
    }

    private TaskResource? Resource(string arn, FieldReader reader)
    {
        var resource = TaskResource.Parse(arn);
        if (resource is null || !options.Supports(resource))
        {
            reader.Fault("Resource", $"The resource provided {arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.");
            return null;
        }

        if (options.Type == WorkflowType.Express)
        {
            switch (resource)
            {
                case ActivityResource:
                    reader.Fault("Resource", "Express state machine does not support Activity ARN");
                    break;
                case ServiceResource { Pattern: not IntegrationPattern.RequestResponse } service:
                    // Two spaces before 'at', as AWS writes it.
                    reader.Fault("Resource", $"Express state machine does not support '{service.Resource[service.Action.Length..]}' service integration ");
                    break;
            }
        }

        return resource;
    }

    private ParallelState Parallel(string name, FieldReader reader, QueryLanguage machineLanguage, int nesting, Targets? targets)
    {
        reader.Require("Branches");
        var branches = new List<Graph>();
        var readers = reader.Objects("Branches");
        if (reader.Has("Branches") && readers.Count == 0)
        {
            reader.Fault("Branches", "There must be at least one branch");
        }

        foreach (var (i, branch) in readers.Index())
        {
            branch.Text("Comment");
            if (DefinitionParser.Graph(branch, $"{reader.At("Branches")}[{i}]", machineLanguage, options, nesting, Names) is { } graph)
            {
                branches.Add(graph);
            }

            branch.End();
        }

        return new(name, reader.Language, branches)
        {
            Parameters = reader.Template(reader.IsJsonata ? "Arguments" : "Parameters"),
            ResultSelector = reader.IsJsonata ? null : reader.Template("ResultSelector", mustBeObject: true),
            Retry = Retriers(reader),
            Catch = Catchers(name, reader, targets),
        };
    }

    private MapState? Map(string name, FieldReader reader, QueryLanguage machineLanguage, int nesting, Targets? targets)
    {
        // Iterator and Parameters are the names that ItemProcessor and ItemSelector had before.
        var processorField = reader.Has("Iterator") && !reader.Has("ItemProcessor") ? "Iterator" : "ItemProcessor";
        reader.Require(processorField);
        var processor = reader.Object(processorField);
        var config = processor?.Object("ProcessorConfig");
        var isDistributed = config?.OneOf("Mode", "INLINE", "DISTRIBUTED") == "DISTRIBUTED";
        var executionType = config?.OneOf("ExecutionType", "STANDARD", "EXPRESS") == "EXPRESS" ? WorkflowType.Express : WorkflowType.Standard;
        config?.End();
        var inner = isDistributed ? options with { Type = executionType } : options;
        if (isDistributed && options.Type == WorkflowType.Express)
        {
            reader.FaultHere("Express state machine does not support DISTRIBUTED Map states");
        }

        processor?.Text("Comment");
        var graph = processor is null ? null : DefinitionParser.Graph(processor, reader.At(processorField), machineLanguage, inner, nesting, Names);
        processor?.End();
        var hasParameters = !reader.IsJsonata && !reader.Has("ItemSelector") && reader.Has("Parameters");
        var state = new MapState(name, reader.Language, graph ?? new(string.Empty, new Dictionary<string, State>()))
        {
            IsDistributed = isDistributed,
            ExecutionType = executionType,
            Label = reader.Text("Label"),
            Items = reader.IsJsonata ? reader.Template("Items") : null,
            ItemsPath = reader.IsJsonata ? null : reader.Path("ItemsPath"),
            ItemSelector = reader.Template(hasParameters ? "Parameters" : "ItemSelector"),
            MaxConcurrency = reader.NumberOrExpression("MaxConcurrency", 0, int.MaxValue),
            ToleratedFailureCount = reader.NumberOrExpression("ToleratedFailureCount", 0, int.MaxValue),
            ToleratedFailurePercentage = reader.NumberOrExpression("ToleratedFailurePercentage", 0, 100, whole: false),
            ItemReader = MapParser.Reader(reader, options),
            ItemBatcher = MapParser.Batcher(reader),
            ResultWriter = MapParser.Writer(reader, options),
            ResultSelector = reader.IsJsonata ? null : reader.Template("ResultSelector", mustBeObject: true),
            Retry = Retriers(reader),
            Catch = Catchers(name, reader, targets),
        };
        if (state.Label is { Length: > 40 })
        {
            reader.Fault("Label", "Label cannot exceed 40 characters");
        }

        if (!isDistributed && (state.ItemReader ?? state.ItemBatcher ?? (object?)state.ResultWriter) is not null)
        {
            reader.FaultHere("ItemReader, ItemBatcher and ResultWriter need a ProcessorConfig with the Mode DISTRIBUTED");
        }

        return graph is null ? null : state;
    }

    private static ChoiceState Choice(string name, FieldReader reader, Targets? targets)
    {
        reader.Require("Choices");
        var choices = new List<Choice>();
        var readers = reader.Objects("Choices");
        if (reader.Has("Choices") && readers.Count == 0)
        {
            reader.Fault("Choices", "There must be at least one rule");
        }

        foreach (var choice in readers)
        {
            choice.Require("Next");
            var next = choice.Text("Next");
            var rule = ChoiceParser.Rule(choice, isTop: true);
            var read = new Choice(next ?? string.Empty)
            {
                Rule = rule!,
                Assign = choice.Template("Assign", mustBeObject: true),
                Output = reader.IsJsonata ? choice.Template("Output") : null,
            };
            choice.End();
            if (next is not null)
            {
                targets?.Add(name, next, "Next", choice.At("Next"));
            }

            if (rule is not null)
            {
                choices.Add(read);
            }
        }

        var fallback = reader.Text("Default");
        if (fallback is not null)
        {
            targets?.Add(name, fallback, "Default", reader.At("Default"));
        }

        return new(name, reader.Language) { Choices = choices, Default = fallback };
    }

    private static List<Retrier> Retriers(FieldReader reader)
    {
        var retriers = new List<Retrier>();
        var readers = reader.Objects("Retry");
        foreach (var (i, retrier) in readers.Index())
        {
            var errors = Errors(retrier, isLast: i == readers.Count - 1);
            retriers.Add(new(errors)
            {
                IntervalSeconds = (long)(retrier.Number("IntervalSeconds", 1, LongestTimeout) ?? 1),
                MaxAttempts = (long)(retrier.Number("MaxAttempts", 0, LongestTimeout) ?? 3),
                BackoffRate = retrier.Number("BackoffRate", 1, double.MaxValue, whole: false) ?? 2,
                MaxDelaySeconds = (long?)retrier.Number("MaxDelaySeconds", 1, 31_622_399),
                HasFullJitter = retrier.OneOf("JitterStrategy", "FULL", "NONE") == "FULL",
            });
            retrier.End();
        }

        return retriers;
    }

    private static List<Catcher> Catchers(string name, FieldReader reader, Targets? targets)
    {
        var catchers = new List<Catcher>();
        var readers = reader.Objects("Catch");
        foreach (var (i, catcher) in readers.Index())
        {
            var errors = Errors(catcher, isLast: i == readers.Count - 1);
            catcher.Require("Next");
            var next = catcher.Text("Next");
            if (next is not null)
            {
                targets?.Add(name, next, "Next", catcher.At("Next"));
            }

            catchers.Add(new(errors, next ?? string.Empty)
            {
                ResultPath = reader.IsJsonata ? PathField.Whole : catcher.Path("ResultPath", reference: true, mayBeNull: true) ?? PathField.Whole,
                Assign = catcher.Template("Assign", mustBeObject: true),
                Output = reader.IsJsonata ? catcher.Template("Output") : null,
            });
            catcher.End();
        }

        return catchers;
    }

    private static IReadOnlyList<string> Errors(FieldReader reader, bool isLast)
    {
        reader.Require("ErrorEquals");
        var errors = reader.Texts("ErrorEquals");
        if (errors is { Count: 0 })
        {
            reader.Fault("ErrorEquals", "There must be at least one error name");
        }

        if (errors?.Contains(Execution.StatesErrors.All) == true && (errors.Count > 1 || !isLast))
        {
            reader.Fault("ErrorEquals", "States.ALL must be alone, and in the last of its kind");
        }

        return errors ?? [];
    }
}
