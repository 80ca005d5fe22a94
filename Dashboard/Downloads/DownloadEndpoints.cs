using System.Text;
using Ensemble.Models.DataSets;
using Ensemble.Runner.Results;
using Ensemble.Store;

namespace Ensemble.Dashboard.Downloads;

/// <summary>Files that a browser saves, and pictures of data sets.</summary>
internal static class DownloadEndpoints
{
    private static readonly Dictionary<string, (string Type, string Extension, Func<PaperResult, string> Text)> Formats = new(StringComparer.Ordinal)
    {
        ["json"] = ("application/json", "json", PaperResults.Json),
        ["csv"] = ("text/csv", "csv", PaperText.Csv),
        ["markdown"] = ("text/markdown", "md", PaperText.Markdown),
        ["latex"] = ("application/x-tex", "tex", PaperText.Latex),
    };

    /// <summary>The formats in the order in which they are offered.</summary>
    public static IEnumerable<string> Names => Formats.Keys;

    /// <summary>Maps <c>/download/ID/FORMAT</c> and <c>/item/DATASET/INDEX</c>.</summary>
    public static void MapDownloads(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/download/{id}/{format}", async (string id, string format, ExperimentStore store, CancellationToken cancellation) =>
            Formats.TryGetValue(format, out var known) && await store.FindAsync(id, cancellation) is { } experiment
                ? Results.File(Encoding.UTF8.GetBytes(known.Text(await PaperResults.ReadAsync(store, experiment, cancellation))), $"{known.Type}; charset=utf-8", $"{experiment.Name}-{experiment.Id}.{known.Extension}")
                : Results.NotFound());
        routes.MapGet("/item/shapes/{index:int}", (int index) =>
        {
            var shapes = DataSetCatalog.Open("shapes");
            return index >= 0 && index < shapes.Count(Split.Test) && shapes.Load(Split.Test, index).Image is { } image
                ? Results.File(Picture.Bitmap(image), "image/bmp")
                : Results.NotFound();
        });
    }
}
