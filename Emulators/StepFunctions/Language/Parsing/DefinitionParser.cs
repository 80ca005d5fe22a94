using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Parsing;

/// <summary>What a parser has to know besides the definition.</summary>
/// <param name="Type">What kind of workflow it shall be.</param>
/// <param name="Supports">Whether a resource can be called here.</param>
public sealed record ParserOptions(WorkflowType Type, Func<TaskResource, bool> Supports);

/// <summary>Reads definitions in the States Language; all that is wrong is found at once.</summary>
public static class DefinitionParser
{
    /// <summary>How many bytes a definition may have.</summary>
    public const int MaxBytes = 1_048_576;

    // Parallel and Map within one another; far beyond what anyone writes, well within the stack.
    private const int MaxNesting = 64;

    /// <summary>Reads a state machine.</summary>
    /// <exception cref="InvalidDefinitionException">Something is wrong with it.</exception>
    public static StateMachine Parse(string text, ParserOptions options)
    {
        var machine = Read(text, options, out var problems);
        var errors = problems.Where(problem => !problem.IsWarning).ToList();
        return errors.Count == 0 ? machine! : throw new InvalidDefinitionException(errors);
    }

    /// <summary>All that is wrong with a definition, and what only looks as if.</summary>
    public static IReadOnlyList<Problem> Validate(string text, ParserOptions options)
    {
        Read(text, options, out var problems);
        return problems;
    }

    /// <summary>Reads a single state by itself, whose transitions lead nowhere.</summary>
    /// <exception cref="InvalidDefinitionException">Something is wrong with it.</exception>
    internal static State ParseState(string name, string text, ParserOptions options)
    {
        var problems = new List<Problem>();
        State? state = null;
        if (ReadObject(text, problems) is { } root)
        {
            state = new StateParser(options, problems).State(name, root, "/", QueryLanguage.JsonPath, MaxNesting, targets: null);
        }

        return problems.Where(problem => !problem.IsWarning).ToList() is { Count: > 0 } errors ? throw new InvalidDefinitionException(errors) : state!;
    }

    private static StateMachine? Read(string text, ParserOptions options, out List<Problem> problems)
    {
        problems = [];
        if (ReadObject(text, problems) is not { } root)
        {
            return null;
        }

        var reader = new FieldReader(root, "/", QueryLanguage.JsonPath, problems);
        var language = Language(reader) ?? QueryLanguage.JsonPath;
        reader.Text("Comment");
        reader.OneOf("Version", "1.0");
        var timeout = reader.Number("TimeoutSeconds", 1, 99_999_999);
        var graph = Graph(reader, "/", language, options, MaxNesting, new HashSet<string>(StringComparer.Ordinal));
        reader.End();
        return graph is null ? null : new(graph, (long?)timeout, text);
    }

    /// <summary>Reads the states of a machine, a branch or a processor.</summary>
    internal static Graph? Graph(FieldReader reader, string location, QueryLanguage language, ParserOptions options, int nesting, HashSet<string> names)
    {
        reader.Require("StartAt", "States");
        var startAt = reader.Text("StartAt");
        var members = reader.Members("States");
        if (nesting == 0)
        {
            reader.FaultHere($"States may be nested {MaxNesting} deep");
            return null;
        }

        if (members is { Count: 0 })
        {
            reader.Fault("States", "There must be at least one state");
        }

        if (members is null)
        {
            return null;
        }

        var targets = new Targets();
        var states = new OrderedDictionary<string, State>(StringComparer.Ordinal);
        var parser = new StateParser(options, reader.Problems) { Names = names };
        foreach (var (name, value) in members.Members)
        {
            var place = $"{(location == "/" ? string.Empty : location)}/States/{name}";
            if (name.Length > 80)
            {
                reader.Problems.Add(new(Problem.Schema, "A state's name may have 80 characters", place));
            }

            if (!names.Add(name))
            {
                reader.Problems.Add(new(Problem.DuplicateName, $"Duplicate State name: {name}", place));
            }

            if (value is not JsonObject fields)
            {
                reader.Problems.Add(new(Problem.Schema, "Expected value of type Object", place));
            }
            else if (parser.State(name, fields, place, language, nesting - 1, targets) is { } state)
            {
                states[name] = state;
            }
            else
            {
                // Whether it ends cannot be known.
                targets.AddEnd(name);
            }
        }

        if (startAt is null)
        {
            return null;
        }

        targets.Check(startAt, location, members.Names, reader.Problems);
        return new(startAt, states);
    }

    /// <summary>The language that a machine or a state names.</summary>
    internal static QueryLanguage? Language(FieldReader reader) => reader.OneOf("QueryLanguage", "JSONPath", "JSONata") switch
    {
        "JSONata" => QueryLanguage.Jsonata,
        "JSONPath" => QueryLanguage.JsonPath,
        _ => null,
    };

    private static JsonObject? ReadObject(string text, List<Problem> problems)
    {
        try
        {
            if (JsonValue.Parse(text) is JsonObject root)
            {
                return root;
            }

            problems.Add(new(Problem.Schema, "Expected value of type Object", "/"));
        }
        catch (JsonSyntaxException exception)
        {
            problems.Add(new(Problem.InvalidJson, exception.Message, null));
        }

        return null;
    }
}

/// <summary>The transitions of a graph.</summary>
internal sealed class Targets
{
    private readonly List<(string From, string To, string Field, string Location)> _all = [];
    private readonly HashSet<string> _ends = new(StringComparer.Ordinal);

    /// <summary>Notes a transition.</summary>
    public void Add(string from, string to, string field, string location) => _all.Add((from, to, field, location));

    /// <summary>Notes a state that nothing follows.</summary>
    public void AddEnd(string state) => _ends.Add(state);

    /// <summary>Notes names that lead nowhere and states that nothing leads to.</summary>
    public void Check(string startAt, string location, IReadOnlyList<string> states, List<Problem> problems)
    {
        var prefix = location == "/" ? string.Empty : location;
        var known = states.ToHashSet(StringComparer.Ordinal);
        if (!known.Contains(startAt))
        {
            problems.Add(new(Problem.MissingTarget, $"Missing 'StartAt' target: {startAt}", $"{prefix}/StartAt"));
        }

        foreach (var (_, to, field, place) in _all.Where(one => !known.Contains(one.To)))
        {
            problems.Add(new(Problem.MissingTarget, $"Missing '{field}' target: {to}", place));
        }

        var reached = new HashSet<string>(StringComparer.Ordinal) { startAt };
        var open = new Queue<string>([startAt]);
        var next = _all.ToLookup(one => one.From, one => one.To, StringComparer.Ordinal);
        while (open.TryDequeue(out var state))
        {
            foreach (var to in next[state].Where(reached.Add))
            {
                open.Enqueue(to);
            }
        }

        foreach (var state in states.Where(state => !reached.Contains(state)))
        {
            problems.Add(new(Problem.MissingTarget, $"State \"{state}\" is not reachable.", $"{prefix}/States/{state}"));
        }

        if (states.Count > 0 && _ends.Count == 0)
        {
            problems.Add(new(Problem.Schema, "There must be a state that ends: Succeed, Fail, or one with End", $"{prefix}/States"));
        }
    }
}
