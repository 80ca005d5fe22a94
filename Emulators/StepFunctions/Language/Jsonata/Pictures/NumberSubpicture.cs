namespace Ensemble.StepFunctions.Language.Jsonata.Pictures;

/// <summary>The picture of numbers of one sign, taken apart (XPath F&amp;O 3.1, 4.7.4).</summary>
internal sealed class NumberSubpicture
{
    private readonly NumberSymbols _symbols;
    private readonly string _picture;
    private readonly string _active;
    private readonly string _mantissa;
    private readonly string _integer;
    private readonly string _fraction;
    private readonly string? _exponent;

    /// <summary>Takes a picture apart.</summary>
    /// <exception cref="JsonataException">D3081 to D3093: it breaks a rule of 4.7.3.</exception>
    public NumberSubpicture(string picture, NumberSymbols symbols)
    {
        _symbols = symbols;
        _picture = picture;
        var first = Array.FindIndex(picture.ToCharArray(), symbols.StartsNumber);
        var last = Array.FindLastIndex(picture.ToCharArray(), symbols.StartsNumber);
        Prefix = first < 0 ? string.Empty : picture[..first];
        Suffix = last < 0 ? string.Empty : picture[(last + 1)..];
        _active = picture[Prefix.Length..(picture.Length - Suffix.Length)];

        // A separator right at the end is one too, without an exponent; F&O lets it be text, jsonata-js does not.
        var exponent = picture.IndexOf(symbols.ExponentSeparator, Prefix.Length, StringComparison.Ordinal) - Prefix.Length;
        var hasExponent = exponent >= 0 && exponent <= _active.Length;
        _mantissa = hasExponent ? _active[..exponent] : _active;
        _exponent = hasExponent ? _active[Math.Min(exponent + 1, _active.Length)..] : null;
        var point = _mantissa.IndexOf(symbols.DecimalSeparator, StringComparison.Ordinal);
        _integer = point < 0 ? _mantissa : _mantissa[..point];
        _fraction = point < 0 ? string.Empty : _mantissa[(point + 1)..];
        if (BrokenRule() is { } code)
        {
            throw new JsonataException(code);
        }

        IsPercent = Has(symbols.Percent);
        IsPerMille = !IsPercent && Has(symbols.PerMille);
        ScalingFactor = _integer.Count(symbols.IsMandatory);
        MinimumIntegerSize = ScalingFactor;
        MinimumFractionSize = _fraction.Count(symbols.IsMandatory);
        MaximumFractionSize = _fraction.Count(symbols.IsDigit);
        MinimumExponentSize = _exponent?.Count(symbols.IsMandatory) ?? 0;
        IntegerGroups = Groups(_integer, before: false);
        FractionGroups = Groups(_fraction, before: true);
        RegularGroup = IntegerFormat.RegularSize(IntegerGroups);
        EnsureADigit();
    }

    /// <summary>What is written before the number.</summary>
    public string Prefix { get; }

    /// <summary>What is written after the number.</summary>
    public string Suffix { get; }

    /// <summary>Whether hundredths are shown.</summary>
    public bool IsPercent { get; }

    /// <summary>Whether thousandths are shown.</summary>
    public bool IsPerMille { get; }

    /// <summary>Whether there is an exponent.</summary>
    public bool HasExponent => MinimumExponentSize > 0;

    /// <summary>How many digits the integer part of a mantissa has.</summary>
    public int ScalingFactor { get; }

    /// <summary>How many digits the integer has at least.</summary>
    public int MinimumIntegerSize { get; private set; }

    /// <summary>How many digits the fraction has at least.</summary>
    public int MinimumFractionSize { get; private set; }

    /// <summary>How many digits the fraction has at most.</summary>
    public int MaximumFractionSize { get; private set; }

    /// <summary>How many digits the exponent has at least.</summary>
    public int MinimumExponentSize { get; }

    /// <summary>The size of the integer's groups if it is always the same; else 0.</summary>
    public int RegularGroup { get; }

    /// <summary>How many digits are to the right of each separator in the integer.</summary>
    public List<int> IntegerGroups { get; }

    /// <summary>How many digits are to the left of each separator in the fraction.</summary>
    public List<int> FractionGroups { get; }

    // Of several broken rules of 4.7.3 the last one is reported, as in jsonata-js.
    private string? BrokenRule()
    {
        var point = _picture.IndexOf(_symbols.DecimalSeparator, StringComparison.Ordinal);
        var group = _symbols.GroupingSeparator;
        var scaled = Has(_symbols.Percent) || Has(_symbols.PerMille);
        return _exponent?.All(_symbols.IsMandatory) == false || _exponent?.Length == 0 ? "D3093"
            : _exponent is not null && scaled ? "D3092"
            : _fraction.AsSpan().LastIndexOf(_symbols.Digit) is var optional and >= 0 && _fraction[optional..].Any(_symbols.IsMandatory) ? "D3091"
            : _integer.AsSpan().IndexOf(_symbols.Digit) is var required and >= 0 && _integer[..required].Any(_symbols.IsMandatory) ? "D3090"
            : Has(group + group) ? "D3089"
            : point < 0 && _integer.EndsWith(group, StringComparison.Ordinal) ? "D3088"
            : point >= 0 && (Has(group + _symbols.DecimalSeparator) || Has(_symbols.DecimalSeparator + group)) ? "D3087"
            : !_active.All(_symbols.IsActive) ? "D3086"
            : !_mantissa.Any(_symbols.IsDigit) ? "D3085"
            : Has(_symbols.Percent) && Has(_symbols.PerMille) ? "D3084"
            : HasTwo(_symbols.PerMille) ? "D3083"
            : HasTwo(_symbols.Percent) ? "D3082"
            : HasTwo(_symbols.DecimalSeparator) ? "D3081"
            : null;
    }

    private bool Has(string symbol) => _picture.Contains(symbol, StringComparison.Ordinal);

    private bool HasTwo(string symbol) =>
        _picture.IndexOf(symbol, StringComparison.Ordinal) != _picture.LastIndexOf(symbol, StringComparison.Ordinal);

    private List<int> Groups(string part, bool before)
    {
        var positions = new List<int>();
        for (var i = part.IndexOf(_symbols.GroupingSeparator, StringComparison.Ordinal); i >= 0;
            i = part.IndexOf(_symbols.GroupingSeparator, i + 1, StringComparison.Ordinal))
        {
            positions.Add((before ? part[..i] : part[i..]).Count(_symbols.IsDigit));
        }

        return positions;
    }

    // Every number has at least one digit (4.7.4, the adjustments after the list of variables).
    private void EnsureADigit()
    {
        if (MinimumIntegerSize == 0 && MaximumFractionSize == 0)
        {
            if (HasExponent)
            {
                MinimumFractionSize = 1;
                MaximumFractionSize = 1;
            }
            else
            {
                MinimumIntegerSize = 1;
            }
        }

        if (HasExponent && MinimumIntegerSize == 0 && _integer.Any(_symbols.IsOptional))
        {
            MinimumIntegerSize = 1;
        }

        if (MinimumIntegerSize == 0 && MinimumFractionSize == 0)
        {
            MinimumFractionSize = 1;
        }
    }
}
