using Ensemble.Models.DataSets;
using Ensemble.Runner.Reports;
using Ensemble.Runner.Results;
using Ensemble.Store;

namespace Ensemble.Dashboard.Downloads;

/// <summary>Files that a browser saves, and pictures of data sets.</summary>
internal static class DownloadEndpoints
{
    /// <summary>Maps <c>/download/ID/FORMAT</c> and <c>/item/DATASET/INDEX</c>.</summary>
    public static void MapDownloads(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/download/{id}/{format}", async (string id, string format, ExperimentStore store, CancellationToken cancellation) =>
            PaperExport.All.FirstOrDefault(one => one.Name == format) is { } export && await store.FindAsync(id, cancellation) is { } experiment
                ? Results.File(await export.WriteAsync(await PaperResults.ReadAsync(store, experiment, cancellation), cancellation), export.MediaType, $"{experiment.Name}-{experiment.Id}.{export.Extension}")
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
