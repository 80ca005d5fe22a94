using System.Text;
using Ensemble.Runner.Results;

namespace Ensemble.Runner.Reports;

/// <summary>A form in which a result can be handed on.</summary>
/// <param name="Name">What it is called on a command line.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Extension">What its files' names end with.</param>
/// <param name="IsText">Whether it can be read by people, and written to a terminal.</param>
/// <param name="WriteAsync">The result in that form.</param>
public sealed record PaperExport(string Name, string MediaType, string Extension, bool IsText, Func<PaperResult, CancellationToken, Task<byte[]>> WriteAsync)
{
    /// <summary>All of them. A new one is a line here.</summary>
    public static IReadOnlyList<PaperExport> All { get; } =
    [
        Text("json", "application/json", "json", PaperResults.Json),
        Text("csv", "text/csv", "csv", PaperText.Csv),
        new("parquet", "application/vnd.apache.parquet", "parquet", false, PaperParquet.WriteAsync),
        Text("markdown", "text/markdown", "md", PaperText.Markdown),
        Text("latex", "application/x-tex", "tex", PaperText.Latex),
    ];

    private static PaperExport Text(string name, string mediaType, string extension, Func<PaperResult, string> write) =>
        new(name, mediaType, extension, true, (result, _) => Task.FromResult(Encoding.UTF8.GetBytes(write(result))));
}
