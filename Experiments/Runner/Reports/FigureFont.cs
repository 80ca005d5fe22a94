using Ensemble.Models;
using ScottPlot;

namespace Ensemble.Runner.Reports;

/// <summary>A font for figures.</summary>
internal static class FigureFont
{
    private const string Family = "Figures";
    private static readonly string[] Known = ["DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf", "FreeSans.ttf", "Arial.ttf", "arial.ttf", "Ubuntu-R.ttf", "Cantarell-Regular.otf"];
    private static readonly Lock Gate = new();
    private static bool _isUsed;

    /// <summary>
    /// Makes a font of the machine that of all figures. On Linux the drawing library does not ask the system for one, so that
    /// it needs nothing that is not always there.
    /// </summary>
    /// <exception cref="EnsembleException">There is none.</exception>
    public static void Use()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        lock (Gate)
        {
            if (_isUsed)
            {
                return;
            }

            var folders = new[] { "/usr/share/fonts", "/usr/local/share/fonts", Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local/share/fonts") }.Where(Directory.Exists);
            var files = folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.?tf", SearchOption.AllDirectories)).ToList();
            var file = Known.Select(name => files.Find(one => Path.GetFileName(one) == name)).FirstOrDefault(found => found is not null) ?? files.FirstOrDefault()
                ?? throw new EnsembleException("Figures need a font, and there is none on this machine: install one, e.g. with 'apt-get install fonts-dejavu-core'.");
            Fonts.AddFontFile(Family, file);
            Fonts.Default = Family;
            Fonts.Sans = Family;
            _isUsed = true;
        }
    }
}
