using System.CommandLine;
using Ensemble.Models.Catalog;
using Ensemble.Models.Import;

namespace Ensemble.Cli.Models;

/// <summary><c>ensemble models download NETWORK</c></summary>
internal static class DownloadModelCommand
{
    public static Command Create(Terminal terminal)
    {
        var network = new Argument<string>("network") { Description = "efficientnetb0, mobilenetv2 or nasnetmobile." };
        var name = new Option<string?>("--name") { Description = "The model's name in the catalog." };
        var replace = new Option<bool>("--replace") { Description = "Replace an imported model of the same name." };
        var data = CommonOptions.Data();
        var command = new Command("download", "Fetches the published ImageNet weights of a network and imports them; goes on with a broken download.")
        {
            network, name, replace, data,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var weights = PublishedWeights.Of(parsed.GetRequiredValue(network));
            using var client = new HttpClient();
            var download = new ModelDownload(client, Path.Combine(parsed.DataFolder(data), "downloads"));
            var options = new KerasImportOptions { Name = parsed.GetValue(name), Replace = parsed.GetValue(replace) };
            var entry = await terminal.WithProgressAsync(
                weights.FileName,
                progress => download.ImportAsync(parsed.Catalog(data), weights, options, new Share(progress), cancellation));
            terminal.WriteImported(entry);
        });
        return command;
    }

    public static void WriteImported(this Terminal terminal, CatalogEntry entry)
    {
        terminal.Output.WriteLine($"{entry.Manifest.Name}: {entry.Path}");
        terminal.Output.WriteLine($"sha256 {entry.Manifest.Sha256}");
    }

    private sealed class Share(IProgress<double> progress) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value)
        {
            if (value.Total is > 0)
            {
                progress.Report(value.Received / (double)value.Total);
            }
        }
    }
}
