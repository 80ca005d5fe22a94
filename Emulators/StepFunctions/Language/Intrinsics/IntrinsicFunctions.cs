using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Intrinsics;

/// <summary>How many arguments a function takes.</summary>
internal readonly record struct Arity(int Least, int Most)
{
    public string Describe() => Least == Most ? $"{Least} argument{(Least == 1 ? string.Empty : "s")}"
        : Most == int.MaxValue ? $"at least {Least} arguments" : $"{Least} to {Most} arguments";
}

/// <summary>The intrinsic functions.</summary>
internal static class IntrinsicFunctions
{
    private const int MaxText = 10_000;
    private const int MaxRange = 1000;

    /// <summary>Every function.</summary>
    public static readonly IReadOnlyDictionary<string, Arity> Arities = new Dictionary<string, Arity>(StringComparer.Ordinal)
    {
        ["States.Array"] = new(0, int.MaxValue),
        ["States.ArrayContains"] = new(2, 2),
        ["States.ArrayGetItem"] = new(2, 2),
        ["States.ArrayLength"] = new(1, 1),
        ["States.ArrayPartition"] = new(2, 2),
        ["States.ArrayRange"] = new(3, 3),
        ["States.ArrayUnique"] = new(1, 1),
        ["States.Base64Decode"] = new(1, 1),
        ["States.Base64Encode"] = new(1, 1),
        ["States.Format"] = new(1, int.MaxValue),
        ["States.Hash"] = new(2, 2),
        ["States.JsonMerge"] = new(3, 3),
        ["States.JsonToString"] = new(1, 1),
        ["States.MathAdd"] = new(2, 2),
        ["States.MathRandom"] = new(2, 3),
        ["States.StringSplit"] = new(2, 2),
        ["States.StringToJson"] = new(1, 1),
        ["States.UUID"] = new(0, 0),
    };

    /// <summary>Calls a function.</summary>
    /// <param name="call">The call.</param>
    /// <param name="find">What a path leads to.</param>
    /// <param name="random">Where random numbers and ids come from.</param>
    /// <exception cref="StatesException"><see cref="StatesErrors.IntrinsicFailure"/></exception>
    public static JsonValue Call(IntrinsicCall call, Func<Paths.JsonPath, JsonValue> find, Random random)
    {
        var arguments = call.Arguments.Select(argument => argument switch
        {
            LiteralArgument literal => literal.Value,
            PathArgument path => find(path.Path),
            CallArgument inner => Call(inner.Call, find, random),
            _ => throw new UnreachableException(),
        }).ToArray();
        try
        {
            return call.Name switch
            {
                "States.Array" => new JsonArray(arguments),
                "States.ArrayContains" => Array(arguments[0]).Contains(arguments[1]),
                "States.ArrayGetItem" => Array(arguments[0])[Index(arguments[1], Array(arguments[0]).Count)],
                "States.ArrayLength" => Array(arguments[0]).Count,
                "States.ArrayPartition" => Partition(Array(arguments[0]), Positive(arguments[1])),
                "States.ArrayRange" => Range(Rounded(arguments[0]), Rounded(arguments[1]), Rounded(arguments[2])),
                "States.ArrayUnique" => new JsonArray([.. Array(arguments[0]).Distinct()]),
                "States.Base64Decode" => Encoding.UTF8.GetString(Convert.FromBase64String(Bounded(arguments[0]))),
                "States.Base64Encode" => Convert.ToBase64String(Encoding.UTF8.GetBytes(Bounded(arguments[0]))),
                "States.Format" => Format(call.Arguments[0] is LiteralArgument { Raw: { } raw } ? raw : Escaped(Text(arguments[0])), arguments[1..]),
                "States.Hash" => Hash(arguments[0], Text(arguments[1])),
                "States.JsonMerge" => Merge(Object(arguments[0]), Object(arguments[1]), arguments[2]),
                "States.JsonToString" => arguments[0].ToJson(),
                "States.MathAdd" => checked(Rounded(arguments[0]) + Rounded(arguments[1])),
                "States.MathRandom" => RandomNumber(arguments, random),
                "States.StringSplit" => Split(Text(arguments[0]), Text(arguments[1])),
                "States.StringToJson" => JsonValue.Parse(Text(arguments[0])),
                "States.UUID" => Uuid(random),
                _ => throw new UnreachableException(),
            };
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or JsonSyntaxException or OverflowException)
        {
            throw StatesException.InState(StatesErrors.IntrinsicFailure, $"{exception.Message} in {call.Text}");
        }
    }

    /// <summary>A version 4 UUID from a source of random numbers.</summary>
    public static string Uuid(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    private static JsonArray Partition(JsonArray items, int size) =>
        new([.. items.Chunk(size).Select(chunk => new JsonArray(chunk))]);

    private static JsonArray Range(long first, long last, long step)
    {
        if (step == 0)
        {
            throw new ArgumentException("The step must not be zero");
        }

        var steps = checked(last - first) / step;
        if (steps >= MaxRange)
        {
            throw new ArgumentException($"A range may have {MaxRange} items");
        }

        return last != first && last > first != step > 0
            ? JsonArray.Empty
            : new([.. Enumerable.Range(0, (int)steps + 1).Select(i => (JsonValue)(first + (i * step)))]);
    }

    // '{}' is replaced; a backslash takes the meaning of the brace, quote or backslash after it.
    private static JsonString Format(string template, JsonValue[] values)
    {
        var builder = new StringBuilder();
        var next = 0;
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] == '\\' && i + 1 < template.Length)
            {
                builder.Append(template[++i]);
            }
            else if (template[i] == '{' && i + 1 < template.Length && template[i + 1] == '}')
            {
                if (next == values.Length)
                {
                    throw new ArgumentException("There are more places than values");
                }

                var value = values[next++];
                builder.Append(value is JsonString text ? text.Value : value.ToJson());
                i++;
            }
            else
            {
                builder.Append(template[i]);
            }
        }

        return next == values.Length ? new(builder.ToString()) : throw new ArgumentException("There are more values than places");
    }

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal);

    private static JsonString Hash(JsonValue data, string algorithm)
    {
        var bytes = Encoding.UTF8.GetBytes(data is JsonString text ? text.Value : data.ToJson());
        if (bytes.Length > MaxText)
        {
            throw new ArgumentException($"The data may have {MaxText} characters");
        }

        var digest = Digest(bytes, algorithm) ?? throw new ArgumentException($"There is no algorithm '{algorithm}'");
        return new(Convert.ToHexStringLower(digest));
    }

    // MD5 and SHA-1 are what the States Language offers, not what keeps a secret here.
#pragma warning disable CA5350, CA5351
    internal static byte[]? Digest(byte[] data, string algorithm) => algorithm switch
    {
        "MD5" => MD5.HashData(data),
        "SHA-1" => SHA1.HashData(data),
        "SHA-256" => SHA256.HashData(data),
        "SHA-384" => SHA384.HashData(data),
        "SHA-512" => SHA512.HashData(data),
        _ => null,
    };
#pragma warning restore CA5350, CA5351

    private static JsonObject Merge(JsonObject left, JsonObject right, JsonValue deep)
    {
        if (deep is not JsonBoolean { Value: false })
        {
            throw new ArgumentException("The third argument must be false: only shallow merging is supported");
        }

        var members = new Dictionary<string, JsonValue>(left.Members, StringComparer.Ordinal);
        foreach (var (name, value) in right.Members)
        {
            members[name] = value;
        }

        return new(JavaHashOrder.Sort(members));
    }

    private static JsonValue RandomNumber(JsonValue[] arguments, Random random)
    {
        var (from, to) = (Rounded(arguments[0]), Rounded(arguments[1]));
        if (from >= to)
        {
            throw new ArgumentException("The start must be less than the end");
        }

#pragma warning disable CA5394 // a function of the language, not a secret
        return arguments.Length == 3 ? new Random((int)Rounded(arguments[2])).NextInt64(from, to) : random.NextInt64(from, to);
#pragma warning restore CA5394
    }

    // Any character of the second argument separates; what is empty is dropped.
    private static JsonArray Split(string text, string separators) =>
        new([.. (separators.Length == 0 ? [text] : text.Split(separators.ToCharArray())).Where(part => part.Length > 0).Select(part => (JsonValue)part)]);

    private static JsonArray Array(JsonValue value) => value as JsonArray ?? throw new ArgumentException("An array is expected");

    private static JsonObject Object(JsonValue value) => value as JsonObject ?? throw new ArgumentException("An object is expected");

    private static string Text(JsonValue value) => (value as JsonString)?.Value ?? throw new ArgumentException("A string is expected");

    private static string Bounded(JsonValue value) =>
        Text(value) is { Length: <= MaxText } text ? text : throw new ArgumentException($"A string of at most {MaxText} characters is expected");

    private static long Rounded(JsonValue value) => value is JsonNumber number
        ? number.Whole ?? checked((long)Math.Floor(number.Value + 0.5))
        : throw new ArgumentException("A number is expected");

    private static int Positive(JsonValue value) =>
        Rounded(value) is > 0 and <= int.MaxValue and var size ? (int)size : throw new ArgumentException("A positive number is expected");

    private static int Index(JsonValue value, int count) =>
        Rounded(value) is >= 0 and var index && index < count ? (int)index : throw new ArgumentException("The index is outside of the array");
}
