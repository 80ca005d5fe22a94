using Ensemble.StepFunctions.Json;

namespace Ensemble.StepFunctions.Language.Jsonata.Functions;

/// <summary>Every function of the language (https://docs.jsonata.org) and those that Step Functions adds.</summary>
internal static class Library
{
    /// <summary>All of them by name.</summary>
    public static Frame Frame { get; } = Build();

    private static Frame Build()
    {
        var frame = new Frame(null);
        Add("sum", "<a<n>:n>", (_, a) => Numbers.Sum(a[0]));
        Add("count", "<a:n>", (_, a) => a[0] is JsonArray items ? items.Count : 0);
        Add("max", "<a<n>:n>", (_, a) => Numbers.Extreme(a[0], Enumerable.Max));
        Add("min", "<a<n>:n>", (_, a) => Numbers.Extreme(a[0], Enumerable.Min));
        Add("average", "<a<n>:n>", (_, a) => Numbers.Extreme(a[0], Enumerable.Average));
        Add("string", "<x-b?:s>", (_, a) => Strings.Convert(a[0], (a[1] as JsonBoolean)?.Value ?? false));
        Add("substring", "<s-nn?:s>", (_, a) => Strings.Substring(a[0], a[1], a[2]));
        Add("substringBefore", "<s-s:s>", (_, a) => Strings.Before(a[0], a[1]));
        Add("substringAfter", "<s-s:s>", (_, a) => Strings.After(a[0], a[1]));
        Add("lowercase", "<s-:s>", (_, a) => Strings.Map(a[0], text => text.ToLowerInvariant()));
        Add("uppercase", "<s-:s>", (_, a) => Strings.Map(a[0], text => text.ToUpperInvariant()));
        Add("length", "<s-:n>", (_, a) => a[0] is JsonString text ? Strings.Points(text.Value).Length : null);
        Add("trim", "<s-:s>", (_, a) => Strings.Map(a[0], Strings.Trimmed));
        Add("pad", "<s-ns?:s>", (_, a) => Strings.Pad(a[0], a[1], a[2]));
        Add("match", "<s-f<s:o>n?:a<o>>", (c, a) => Matching.Match(c, a[0], a[1], a[2]));
        Add("contains", "<s-(sf):b>", (c, a) => Matching.Contains(c, a[0], a[1]));
        Add("replace", "<s-(sf)(sf)n?:s>", (c, a) => Matching.Replace(c, a[0], a[1], a[2], a[3]));
        Add("split", "<s-(sf)n?:a<s>>", (c, a) => Matching.Split(c, a[0], a[1], a[2]));
        Add("join", "<a<s>s?:s>", (_, a) => Strings.Join(a[0], a[1]));
        Add("formatNumber", "<n-so?:s>", (_, a) => Numbers.Format(a[0], a[1], a[2]));
        Add("formatBase", "<n-n?:s>", (_, a) => Numbers.FormatBase(a[0], a[1]));
        Add("formatInteger", "<n-s:s>", (_, a) => Numbers.FormatInteger(a[0], a[1]));
        Add("parseInteger", "<s-s:n>", (_, a) => Numbers.ParseInteger(a[0], a[1]));
        Add("number", "<(nsb)-:n>", (_, a) => Numbers.Convert(a[0]));
        Add("floor", "<n-:n>", (_, a) => Numbers.Map(a[0], Math.Floor));
        Add("ceil", "<n-:n>", (_, a) => Numbers.Map(a[0], Math.Ceiling));
        Add("round", "<n-n?:n>", (_, a) => Numbers.Round(a[0], a[1]));
        Add("abs", "<n-:n>", (_, a) => Numbers.Map(a[0], Math.Abs));
        Add("sqrt", "<n-:n>", (_, a) => Numbers.SquareRoot(a[0]));
        Add("power", "<n-n:n>", (_, a) => Numbers.Power(a[0], a[1]));
        Add("boolean", "<x-:b>", (_, a) => Truth.Of(a[0]) is { } truth ? truth : null);
        Add("not", "<x-:b>", (_, a) => Truth.Of(a[0]) is { } truth ? !truth : null);
        Add("map", "<af>", (c, a) => HigherOrder.Map(c, a[0], a[1]));
        Add("zip", "<a+>", (_, a) => Arrays.Zip(a));
        Add("filter", "<af>", (c, a) => HigherOrder.Filter(c, a[0], a[1]));
        Add("single", "<af?>", (c, a) => HigherOrder.Single(c, a[0], a[1]));
        Add("reduce", "<afj?:j>", (c, a) => HigherOrder.Reduce(c, a[0], a[1], a[2]));
        Add("sift", "<o-f?:o>", (c, a) => HigherOrder.Sift(c, a[0], a[1]));
        Add("keys", "<x-:a<s>>", (_, a) => Objects.Keys(a[0]));
        Add("lookup", "<x-s:x>", (_, a) => a[1] is JsonString name ? Evaluator.Lookup(a[0], name.Value) : null);
        Add("append", "<xx:a>", (_, a) => Evaluator.Append(a[0], a[1]));
        Add("exists", "<x:b>", (_, a) => a[0] is not null);
        Add("spread", "<x-:a<o>>", (_, a) => Objects.Spread(a[0]));
        Add("merge", "<a<o>:o>", (_, a) => Objects.Merge(a[0]));
        Add("reverse", "<a:a>", (_, a) => a[0] is JsonArray items ? Seq.Array(items.Reverse()) : null);
        Add("each", "<o-f:a>", (c, a) => HigherOrder.Each(c, a[0], a[1]));
        Add("error", "<s?:x>", (_, a) => throw new JsonataException("D3137", -1, null, a[0] is JsonString { Value.Length: > 0 } ? a[0] : "$error() function evaluated"));
        Add("assert", "<bs?:x>", (_, a) => Truth.Of(a[0]) == true ? null : throw new JsonataException("D3141", -1, null, a[1] is JsonString { Value.Length: > 0 } ? a[1] : "$assert() statement failed"));
        Add("type", "<x:s>", (_, a) => a[0] is null ? null : a[0] is FunctionValue ? "function" : Expressions.NumberField.TypeName(a[0]!));
        Add("sort", "<af?:a>", (c, a) => HigherOrder.Sort(c, a[0], a[1]));
        Add("shuffle", "<a:a>", (c, a) => Arrays.Shuffle(c, a[0]));
        Add("distinct", "<x:x>", (_, a) => Arrays.Distinct(a[0]));
        Add("base64encode", "<s-:s>", (_, a) => Strings.Map(a[0], Strings.ToBase64));
        Add("base64decode", "<s-:s>", (_, a) => Strings.Map(a[0], Strings.FromBase64));
        Add("encodeUrlComponent", "<s-:s>", (_, a) => Urls.Encode(a[0], "encodeUrlComponent", Urls.Unreserved));
        Add("encodeUrl", "<s-:s>", (_, a) => Urls.Encode(a[0], "encodeUrl", Urls.Unreserved + Urls.Reserved));
        Add("decodeUrlComponent", "<s-:s>", (_, a) => Urls.Decode(a[0], "decodeUrlComponent", string.Empty));
        Add("decodeUrl", "<s-:s>", (_, a) => Urls.Decode(a[0], "decodeUrl", Urls.Reserved));
        Add("toMillis", "<s-s?:n>", (c, a) => Times.ToMillis(c, a[0], a[1]));
        Add("fromMillis", "<n-s?s?:s>", (_, a) => Times.FromMillis(a[0], a[1], a[2]));
        Add("now", "<s?s?:s>", (c, a) => Times.FromMillis(c.Evaluator.Context.Now.ToUnixTimeMilliseconds(), a[0], a[1]));
        Add("millis", "<:n>", (c, _) => c.Evaluator.Context.Now.ToUnixTimeMilliseconds());
        Add("clone", "<(oa)-:o>", (_, a) => a[0] is null ? null : Copies.Of(a[0]!));
        Add("random", "<n?:n>", (c, a) => Additions.Random(c, a[0]));
        Add("partition", "<an:a>", (_, a) => Additions.Partition(a[0], a[1]));
        Add("range", "<nnn:a>", (_, a) => Additions.Range(a[0], a[1], a[2]));
        Add("hash", "<ss:s>", (_, a) => Additions.Hash(a[0], a[1]));
        Add("uuid", "<:s>", (c, _) => Intrinsics.IntrinsicFunctions.Uuid(c.Evaluator.Context.Random));
        Add("parse", "<s-:x>", (_, a) => Additions.Parse(a[0]));
        return frame;

        void Add(string name, string signature, Func<CallContext, JsonValue?[], JsonValue?> implementation)
        {
            var slots = Arity(signature);

            // $string counts as taking one argument, so that it can be mapped over items without their positions.
            frame.Bind(name, new NativeFunction(name == "string" ? 1 : slots, implementation) { Slots = slots, Signature = Signature.Parse(signature) });
        }
    }

    // Parameters are letters and choices; what is in angle brackets belongs to the letter before.
    private static int Arity(string signature)
    {
        var (count, depth) = (0, 0);
        for (var i = 1; i < signature.Length - 1; i++)
        {
            var c = signature[i];
            if (c == ':' && depth == 0)
            {
                break;
            }

            count += depth == 0 && (char.IsAsciiLetter(c) || c == '(') ? 1 : 0;
            depth += c is '<' or '(' ? 1 : c is '>' or ')' ? -1 : 0;
        }

        return count;
    }
}
