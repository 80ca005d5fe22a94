using System.Globalization;
using System.Text.Json;
using Ensemble.Lambda.Isolation;

namespace Ensemble.Lambda.Functions;

/// <summary>Reads a functions file and gathers everything that is wrong with it before it complains.</summary>
internal sealed class FunctionsFileReader
{
    private readonly List<string> _faults = [];
    private readonly List<string> _warnings = [];
    private readonly string _folder;

    private FunctionsFileReader(string folder) => _folder = folder;

    public static FunctionsFile Read(ReadOnlySpan<byte> utf8, string folder)
    {
        var root = PositionedJson.Parse(utf8);
        var reader = new FunctionsFileReader(folder);
        var file = reader.ReadFile(root);
        return reader._faults.Count == 0 ? file with { Warnings = reader._warnings } : throw new FunctionsFileException(reader._faults);
    }

    private FunctionsFile ReadFile(PositionedJson root)
    {
        var fields = Fields(root, "functions", "account", "idleLifetime", "cpuControl", "initCpu", "freeze", "asynchronousQueueCapacity", "$schema");
        var functions = Array(fields, "functions").Select(function => (Json: function, Declaration: ReadFunction(function))).ToList();
        foreach (var twice in functions.GroupBy(function => function.Declaration.Configuration.Name).Where(group => group.Count() > 1 && group.Key.Length > 0))
        {
            Fault(twice.Last().Json, $"there are {twice.Count()} functions named '{twice.Key}'; give each a name of its own.");
        }

        var account = ReadAccount(fields.GetValueOrDefault("account"));
        CheckReserved(root, functions.Select(function => function.Declaration), account);
        var options = new EmulatorOptions();
        return new()
        {
            Functions = [.. functions.Select(function => function.Declaration)],
            Account = account,
            CpuControl = Choice(fields, "cpuControl", "auto", "cgroup2", "cgroup1", "dutycycle", "none") is { } control and not "auto"
                ? Enum.Parse<CpuControl>(control, ignoreCase: true)
                : null,
            Options = options with
            {
                IdleLifetime = Duration(fields, "idleLifetime") ?? options.IdleLifetime,
                InitAtFullCpu = Choice(fields, "initCpu", "full", "share") != "share",
                Freeze = Flag(fields, "freeze") ?? options.Freeze,
                AsynchronousQueueCapacity = Whole(fields, "asynchronousQueueCapacity", 1, 1_000_000) ?? options.AsynchronousQueueCapacity,
            },
        };
    }

    private FunctionDeclaration ReadFunction(PositionedJson json)
    {
        var fields = Fields(
            json, "name", "command", "directory", "handler", "memorySize", "timeout", "environment", "description", "reservedConcurrency",
            "provisionedConcurrency", "maximumRetryAttempts", "maximumEventAge", "onFailure", "onSuccess");
        if (json.Kind == JsonValueKind.Object && !fields.ContainsKey("name"))
        {
            Fault(json, "a function needs a 'name'.");
        }

        var command = Array(fields, "command").Select(Text).ToList();
        var configuration = new FunctionConfiguration
        {
            Name = Text(fields, "name") ?? string.Empty,
            Directory = Path.GetFullPath(Path.Combine(_folder, Text(fields, "directory") ?? ".")),
            Command = command.Count > 0 ? command : ["./bootstrap"],
            Handler = Text(fields, "handler") ?? string.Empty,
            MemorySize = Whole(fields, "memorySize", int.MinValue, int.MaxValue) ?? 128,
            Timeout = Whole(fields, "timeout", int.MinValue, int.MaxValue) ?? 3,
            Description = Text(fields, "description") ?? string.Empty,
            Environment = Variables(fields),
        };
        foreach (var violation in configuration.Name.Length == 0 && !fields.ContainsKey("name") ? [] : FunctionRules.Violations(configuration))
        {
            Fault(fields.GetValueOrDefault(violation.Member == "functionName" ? "name" : violation.Member) ?? json, $"{violation}.");
        }

        WarnOfMissing(json, configuration);
        return new(
            configuration,
            Whole(fields, "reservedConcurrency", 0, int.MaxValue),
            Whole(fields, "provisionedConcurrency", 0, 1000) ?? 0,
            ReadAsynchronous(fields));
    }

    private AsynchronousSettings? ReadAsynchronous(Dictionary<string, PositionedJson> fields)
    {
        var defaults = AsynchronousSettings.Default;
        var settings = defaults with
        {
            MaximumRetryAttempts = Whole(fields, "maximumRetryAttempts", 0, 2) ?? defaults.MaximumRetryAttempts,
            MaximumEventAge = TimeSpan.FromSeconds(Whole(fields, "maximumEventAge", 60, 21_600) ?? defaults.MaximumEventAge.TotalSeconds),
            OnFailure = Text(fields, "onFailure"),
            OnSuccess = Text(fields, "onSuccess"),
        };
        return settings == defaults ? null : settings;
    }

    private AccountSettings ReadAccount(PositionedJson? json)
    {
        var account = new AccountSettings();
        var fields = json is null ? [] : Fields(json, "concurrentExecutions", "accountId", "region", "limitRequestRate");
        var id = Text(fields, "accountId") ?? account.AccountId;
        if (id.Length != 12 || !id.All(char.IsAsciiDigit))
        {
            Fault(fields["accountId"], $"'{id}' is no account id; it has twelve digits.");
        }

        return account with
        {
            ConcurrentExecutions = Whole(fields, "concurrentExecutions", 1, 1_000_000) ?? account.ConcurrentExecutions,
            AccountId = id,
            Region = Text(fields, "region") ?? account.Region,
            LimitRequestRate = Flag(fields, "limitRequestRate") ?? account.LimitRequestRate,
        };
    }

    private void CheckReserved(PositionedJson root, IEnumerable<FunctionDeclaration> functions, AccountSettings account)
    {
        var all = functions.ToList();
        var reserved = all.Sum(function => (long)(function.ReservedConcurrency ?? 0));
        if (reserved > account.ConcurrentExecutions - account.MinimumUnreservedConcurrency)
        {
            Fault(root, string.Create(
                CultureInfo.InvariantCulture,
                $"the functions reserve a concurrency of {reserved} of the account's {account.ConcurrentExecutions}, of which {account.MinimumUnreservedConcurrency} must stay free; reserve less or raise account.concurrentExecutions."));
        }

        foreach (var function in all.Where(function => function.ProvisionedConcurrency > (function.ReservedConcurrency ?? int.MaxValue)))
        {
            Fault(root, $"function '{function.Configuration.Name}' is to keep {function.ProvisionedConcurrency} environments started but reserves a concurrency of {function.ReservedConcurrency}; reserve at least as much.");
        }
    }

    private void WarnOfMissing(PositionedJson json, FunctionConfiguration configuration)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            if (!Directory.Exists(configuration.Directory))
            {
                throw new InvalidEntrypointException($"there is no folder {configuration.Directory}");
            }

            ProgramFile.Find(configuration.Command[0], configuration.Directory, Environment.GetEnvironmentVariable("PATH"));
        }
        catch (InvalidEntrypointException exception)
        {
            _warnings.Add($"{json.Path} (line {json.Line}): function '{configuration.Name}' cannot run: {exception.Message}");
        }
    }

    private Dictionary<string, string> Variables(Dictionary<string, PositionedJson> fields)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        if (fields.GetValueOrDefault("environment") is { Kind: not JsonValueKind.Null } json)
        {
            foreach (var (name, value) in Fields(json))
            {
                variables[name] = Text(value);
            }

            if (FunctionRules.EnvironmentFault(variables) is { } fault)
            {
                Fault(json, fault);
            }
        }

        return variables;
    }

    /// <summary>The members of an object by name; only known names, if any are given, and each once.</summary>
    private Dictionary<string, PositionedJson> Fields(PositionedJson json, params ReadOnlySpan<string> known)
    {
        var fields = new Dictionary<string, PositionedJson>(StringComparer.Ordinal);
        if (json.Kind != JsonValueKind.Object)
        {
            Fault(json, $"an object is expected, not {Describe(json)}.");
        }

        foreach (var (name, value) in json.Members)
        {
            if (!known.IsEmpty && !known.Contains(name))
            {
                Fault(value, $"there is no field '{name}'; known are {string.Join(", ", known.ToArray())}.");
            }
            else if (!fields.TryAdd(name, value))
            {
                Fault(value, $"'{name}' is there twice.");
            }
        }

        return fields;
    }

    private IReadOnlyList<PositionedJson> Array(Dictionary<string, PositionedJson> fields, string name)
    {
        if (fields.GetValueOrDefault(name) is not { Kind: not JsonValueKind.Null } json)
        {
            return [];
        }

        if (json.Kind != JsonValueKind.Array)
        {
            Fault(json, $"a list is expected, not {Describe(json)}.");
        }

        return json.Elements;
    }

    private string? Text(Dictionary<string, PositionedJson> fields, string name) =>
        fields.GetValueOrDefault(name) is { Kind: not JsonValueKind.Null } json ? Text(json) : null;

    private string Text(PositionedJson json)
    {
        if (json.Kind != JsonValueKind.String)
        {
            Fault(json, $"a text is expected, not {Describe(json)}.");
        }

        return json.Text;
    }

    private int? Whole(Dictionary<string, PositionedJson> fields, string name, int least, int most)
    {
        if (fields.GetValueOrDefault(name) is not { Kind: not JsonValueKind.Null } json)
        {
            return null;
        }

        if (json.Kind != JsonValueKind.Number || !int.TryParse(json.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            Fault(json, $"a whole number is expected, not {Describe(json)}.");
            return null;
        }

        if (number < least || number > most)
        {
            Fault(json, string.Create(CultureInfo.InvariantCulture, $"{number} is out of range; from {least} to {most} is possible."));
        }

        return number;
    }

    private bool? Flag(Dictionary<string, PositionedJson> fields, string name)
    {
        if (fields.GetValueOrDefault(name) is not { Kind: not JsonValueKind.Null } json)
        {
            return null;
        }

        if (json.Kind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Fault(json, $"true or false is expected, not {Describe(json)}.");
        }

        return json.Kind == JsonValueKind.True;
    }

    private TimeSpan? Duration(Dictionary<string, PositionedJson> fields, string name)
    {
        if (Text(fields, name) is not { } text)
        {
            return null;
        }

        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration) && duration > TimeSpan.Zero)
        {
            return duration;
        }

        Fault(fields[name], $"'{text}' is no duration; write hours:minutes:seconds, for example 00:06:00.");
        return null;
    }

    private string? Choice(Dictionary<string, PositionedJson> fields, string name, params ReadOnlySpan<string> choices)
    {
        if (Text(fields, name) is not { } text)
        {
            return null;
        }

        if (choices.Contains(text))
        {
            return text;
        }

        Fault(fields[name], $"'{text}' is not possible; use one of {string.Join(", ", choices.ToArray())}.");
        return null;
    }

    private void Fault(PositionedJson json, string message) =>
        _faults.Add($"line {json.Line}{(json.Path.Length > 0 ? $", {json.Path}" : string.Empty)}: {message}");

    private static string Describe(PositionedJson json) => json.Kind switch
    {
        JsonValueKind.String => $"the text '{json.Text}'",
        JsonValueKind.Number => $"the number {json.Text}",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        var kind => kind.ToString().ToLowerInvariant(),
    };
}
