namespace Ensemble.Dashboard.Charts;

/// <summary>A series of a chart.</summary>
internal interface IApexSeries
{
    /// <summary>The series as it is sent.</summary>
    ChartSeries ToSeries();
}
