using System.Collections;

namespace Ensemble.StepFunctions.Language.Jsonata.Pictures;

/// <summary>
/// Divides a text among the parts of a picture, each taking as much as it can while the rest still matches. It does what a regular
/// expression would, but what failed once is not tried again: markers in words that follow each other take no exponential time.
/// </summary>
internal sealed class DateTimeMatcher(string text)
{
    private static readonly string[] OrdinalSuffixes = ["th", "st", "nd", "rd"];

    private readonly List<int>?[] _wordEnds = new List<int>?[text.Length + 1];

    /// <summary>The text of each part; null if it does not match.</summary>
    /// <exception cref="JsonataException">D3130, D3133: a component that cannot be read.</exception>
    public string[]? Match(List<DateTimePart> parts)
    {
        var ends = parts.ConvertAll(Ends);
        var failed = parts.ConvertAll(_ => new BitArray(text.Length + 1));
        var starts = new List<int> { 0 };
        var tries = new Stack<IEnumerator<int>>();
        while (starts.Count <= ends.Count)
        {
            var start = starts[^1];
            if (tries.Count < starts.Count)
            {
                tries.Push(ends[starts.Count - 1](start).GetEnumerator());
            }

            if (!failed[starts.Count - 1][start] && tries.Peek().MoveNext())
            {
                starts.Add(tries.Peek().Current);
                if (starts.Count <= ends.Count || starts[^1] == text.Length)
                {
                    continue;
                }
            }
            else
            {
                failed[starts.Count - 1][start] = true;
                tries.Pop();
                if (tries.Count == 0)
                {
                    return null;
                }
            }

            starts.RemoveAt(starts.Count - 1);
        }

        return starts[^1] == text.Length ? [.. parts.Select((_, index) => text[starts[index]..starts[index + 1]])] : null;
    }

    // Where a part that begins somewhere may end, the furthest first.
    private Func<int, IEnumerable<int>> Ends(DateTimePart part) => part switch
    {
        DateTimeLiteral literal => start => After(start, literal.Text),
        DateTimeMarker { Component: 'Z' or 'z' } marker => start => ZoneEnds(start, marker),
        DateTimeMarker { Component: 'f' } => start => RunEnds(start, char.IsAsciiDigit),
        DateTimeMarker { Component: 'P' } or DateTimeMarker { Component: 'M' or 'x' or 'F', Names: not null } => start => RunEnds(start, char.IsAsciiLetter),
        DateTimeMarker { Integer: { } format } marker => IntegerEnds(format, marker.ParseWidth),
        DateTimeMarker marker => throw new JsonataException("D3133", value: marker.Component.ToString()),
        _ => throw new ArgumentOutOfRangeException(nameof(part)),
    };

    private Func<int, IEnumerable<int>> IntegerEnds(IntegerFormat format, int? width) => format.Style switch
    {
        IntegerStyle.Letters => start => RunEnds(start, char.IsAsciiLetter),
        IntegerStyle.Roman => start => RunEnds(start, "mdclxviMDCLXVI".Contains),
        IntegerStyle.Words => WordEnds,
        IntegerStyle.Decimal when format.Ordinal => start =>
            DigitEnds(start, format.Zero, width).SelectMany(end => OrdinalSuffixes.SelectMany(suffix => After(end, suffix))),
        IntegerStyle.Decimal => start => DigitEnds(start, format.Zero, width),
        _ => throw new JsonataException("D3130", value: format.Token),
    };

    private IEnumerable<int> After(int start, string part) =>
        string.Compare(text, start, part, 0, part.Length, StringComparison.OrdinalIgnoreCase) == 0 ? [start + part.Length] : [];

    private IEnumerable<int> RunEnds(int start, Func<char, bool> isOne)
    {
        var end = start;
        while (end < text.Length && isOne(text[end]))
        {
            end++;
        }

        for (; end > start; end--)
        {
            yield return end;
        }
    }

    // Digits beyond the basic plane are two characters each.
    private IEnumerable<int> DigitEnds(int start, int zero, int? width)
    {
        var size = char.ConvertFromUtf32(zero).Length;
        var count = 0;
        while (start + ((count + 1) * size) <= text.Length && count < (width ?? int.MaxValue) && IsDigit(start + (count * size), zero))
        {
            count++;
        }

        for (; count >= (width ?? 1); count--)
        {
            yield return start + (count * size);
        }
    }

    private bool IsDigit(int index, int zero) =>
        (char.IsSurrogatePair(text, index) ? char.ConvertToUtf32(text, index) : text[index]) - zero is >= 0 and <= 9;

    private IEnumerable<int> ZoneEnds(int start, DateTimeMarker marker)
    {
        var sign = marker.Component == 'z' ? After(start, "GMT").FirstOrDefault(text.Length) : start;
        if (sign >= text.Length || text[sign] is not ('+' or '-'))
        {
            return [];
        }

        var hours = RunEnds(sign + 1, char.IsAsciiDigit);
        return marker.ZoneSeparator is { } separator
            ? hours.SelectMany(end => After(end, separator)).SelectMany(end => RunEnds(end, char.IsAsciiDigit))
            : hours;
    }

    private IEnumerable<int> WordEnds(int start)
    {
        var reached = new bool[text.Length + 1];
        reached[start] = true;
        for (var position = start; position < text.Length; position++)
        {
            if (reached[position])
            {
                _wordEnds[position] ??= [.. IntegerWords.Vocabulary.SelectMany(word => After(position, word))];
                _wordEnds[position]!.ForEach(end => reached[end] = true);
            }
        }

        for (var end = text.Length; end > start; end--)
        {
            if (reached[end])
            {
                yield return end;
            }
        }
    }
}
