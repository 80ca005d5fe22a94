using System.Text.Json;
using Bunit;
using Ensemble.Dashboard.Charts;
using Microsoft.AspNetCore.Components;

namespace Ensemble.Dashboard.Tests;

/// <summary>The chart component: what is sent to the library.</summary>
public sealed class ChartTests : BunitContext
{
    private readonly BunitJSModuleInterop _module;

    public ChartTests()
    {
        _module = JSInterop.SetupModule("./charts.js");
        _module.SetupVoid("draw", _ => true).SetVoidResult();
        _module.SetupVoid("remove", _ => true).SetVoidResult();
    }

    [Fact]
    public void Series_points_and_intervals_are_sent_by_the_librarys_own_names()
    {
        Render(Chart([("a", 0.5), ("b", 0.25)]));

        using var sent = JsonDocument.Parse((string)Assert.Single(_module.Invocations, call => call.Identifier == "draw").Arguments[1]!);
        var root = sent.RootElement;
        Assert.Equal(("bar", 300), (root.GetProperty("chart").GetProperty("type").GetString(), root.GetProperty("chart").GetProperty("height").GetInt32()));
        var series = Assert.Single(root.GetProperty("series").EnumerateArray());
        Assert.Equal("share", series.GetProperty("name").GetString());
        Assert.Equal([0.5, 0.25], series.GetProperty("data").EnumerateArray().Select(point => point.GetProperty("y").GetDouble()));
        Assert.Equal(0.4, series.GetProperty("data")[0].GetProperty("goals")[0].GetProperty("value").GetDouble(), 9);
        Assert.Equal("percent", root.GetProperty("options").GetProperty("yaxis").GetProperty("unit").GetString());
    }

    [Fact]
    public void What_has_not_changed_is_not_drawn_again()
    {
        var chart = Render(Chart([("a", 0.5)]));
        chart.Render();

        Assert.Single(_module.Invocations, call => call.Identifier == "draw");
    }

    [Fact]
    public void Its_room_is_there_before_it_is_drawn() =>
        Assert.Equal("height:300px", Render(Chart([])).Find(".chart-room").GetAttribute("style"));

    [Fact]
    public void A_series_without_a_chart_is_a_mistake() => Assert.Throws<InvalidOperationException>(() =>
        Render<ApexPointSeries<int>>(series => series.Add(one => one.Name, "lost").Add(one => one.Items, []).Add(one => one.XValue, one => one).Add(one => one.YValue, one => one)));

    private static RenderFragment Chart((string Name, double Share)[] items) => builder =>
    {
        builder.OpenComponent<ApexChart<(string Name, double Share)>>(0);
        builder.AddAttribute(1, "Title", "Shares");
        builder.AddAttribute(2, "Options", new ApexChartOptions { Yaxis = new() { Unit = "percent" } });
        builder.AddAttribute(3, "ChildContent", (RenderFragment)(inner =>
        {
            inner.OpenComponent<ApexPointSeries<(string Name, double Share)>>(0);
            inner.AddAttribute(1, "Name", "share");
            inner.AddAttribute(2, "SeriesType", SeriesType.Bar);
            inner.AddAttribute(3, "Items", items);
            inner.AddAttribute(4, "XValue", (Func<(string Name, double Share), object>)(one => one.Name));
            inner.AddAttribute(5, "YValue", (Func<(string Name, double Share), double?>)(one => one.Share));
            inner.AddAttribute(6, "Goals", (Func<(string Name, double Share), IReadOnlyList<ApexGoal>>)(one => [new("low", one.Share - 0.1), new("high", one.Share + 0.1)]));
            inner.CloseComponent();
        }));
        builder.CloseComponent();
    };
}
