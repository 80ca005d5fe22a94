using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ensemble.Dashboard.Charts;

/// <summary>The options of ApexCharts that are used here, under their own names.</summary>
public sealed record ApexChartOptions
{
    internal static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The horizontal axis.</summary>
    public XAxis Xaxis { get; init; } = new();

    /// <summary>The vertical axis.</summary>
    public YAxis Yaxis { get; init; } = new();

    /// <summary>Lines.</summary>
    public Stroke? Stroke { get; init; }

    /// <summary>Points of lines.</summary>
    public Markers? Markers { get; init; }

    /// <summary>How series are drawn.</summary>
    public PlotOptions? PlotOptions { get; init; }

    /// <summary>Colours of the series, in their order; null: the palette.</summary>
    public IReadOnlyList<string>? Colors { get; init; }

    /// <summary>Whether series are stacked.</summary>
    [JsonIgnore]
    public bool Stacked { get; init; }
}

/// <summary>The horizontal axis.</summary>
public sealed record XAxis
{
    /// <summary>What it counts.</summary>
    public AxisTitle? Title { get; init; }

    /// <summary><c>category</c>, <c>numeric</c> or <c>datetime</c>.</summary>
    public XAxisType Type { get; init; }

    /// <summary>Its left end.</summary>
    public double? Min { get; init; }

    /// <summary>Its right end.</summary>
    public double? Max { get; init; }

    /// <summary>How many parts it is cut into by its ticks.</summary>
    public int? TickAmount { get; init; }

    /// <summary>How its numbers are written, as those of <see cref="YAxis.Unit"/>; null: as they are.</summary>
    public string? Unit { get; init; }
}

/// <summary>What a horizontal axis counts.</summary>
public enum XAxisType
{
    /// <summary>Names.</summary>
    Category,

    /// <summary>Numbers.</summary>
    Numeric,

    /// <summary>Moments.</summary>
    Datetime,
}

/// <summary>The vertical axis.</summary>
public sealed record YAxis
{
    /// <summary>What it counts.</summary>
    public AxisTitle? Title { get; init; }

    /// <summary>Its lower end.</summary>
    public double? Min { get; init; }

    /// <summary>Its upper end.</summary>
    public double? Max { get; init; }

    /// <summary>Whether equal ratios are equally far apart.</summary>
    public bool? Logarithmic { get; init; }

    /// <summary>How its numbers are written: <c>ms</c>, <c>percent</c>, <c>number</c> or <c>dollars</c>; a name, for functions cannot be sent.</summary>
    public string? Unit { get; init; }
}

/// <summary>The title of an axis.</summary>
public sealed record AxisTitle(string Text);

/// <summary>Lines.</summary>
public sealed record Stroke
{
    /// <summary>Their widths, a series each.</summary>
    public IReadOnlyList<double>? Width { get; init; }

    /// <summary>The lengths of their dashes, a series each; 0: none.</summary>
    public IReadOnlyList<int>? DashArray { get; init; }

    /// <summary>How points are joined.</summary>
    public string? Curve { get; init; }
}

/// <summary>Points of lines.</summary>
public sealed record Markers(int Size);

/// <summary>How series are drawn.</summary>
public sealed record PlotOptions
{
    /// <summary>Bars.</summary>
    public PlotOptionsBar? Bar { get; init; }
}

/// <summary>Bars.</summary>
public sealed record PlotOptionsBar
{
    /// <summary>Whether they lie.</summary>
    public bool Horizontal { get; init; }

    /// <summary>Whether each has a colour of its own.</summary>
    public bool? Distributed { get; init; }

    /// <summary>Their width as a share of their room, e.g. <c>55%</c>.</summary>
    public string? ColumnWidth { get; init; }
}

/// <summary>How a series is drawn.</summary>
public enum SeriesType
{
    /// <summary>A line.</summary>
    Line,

    /// <summary>Bars.</summary>
    Bar,

    /// <summary>A line with what is below it filled.</summary>
    Area,
}

/// <summary>A mark across a bar, here an end of its interval.</summary>
public sealed record ApexGoal(string Name, double Value)
{
    /// <summary>Its thickness in pixels.</summary>
    public int StrokeHeight { get; init; } = 3;

    /// <summary>Its length in pixels.</summary>
    public int StrokeWidth { get; init; } = 18;

    /// <summary>Its colour; null: that of text.</summary>
    public string StrokeColor { get; init; } = "var(--text)";
}

/// <summary>A series as it is sent.</summary>
internal sealed record ChartSeries(string Name, SeriesType Type, IReadOnlyList<ChartPoint> Data);

/// <summary>A point as it is sent.</summary>
internal sealed record ChartPoint(object X, double? Y, IReadOnlyList<ApexGoal>? Goals);
