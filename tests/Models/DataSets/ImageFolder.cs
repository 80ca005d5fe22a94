using Ensemble.Testing.Images;

using SkiaSharp;

namespace Ensemble.Models.Tests.DataSets;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class ImageFolder : IDisposable
{
    private static readonly byte[] Picture = TestImages.Encode(TestImages.Quarters(6, 4), SKEncodedImageFormat.Png);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ensemble-");

    public string Root => _folder.FullName;

    /// <summary>Writes 6x4 pictures at paths inside the folder.</summary>
    public ImageFolder WithImages(params string[] paths)
    {
        foreach (var path in paths)
        {
            File.WriteAllBytes(Make(path), Picture);
        }

        return this;
    }

    public ImageFolder WithText(string path, string text)
    {
        File.WriteAllText(Make(path), text);
        return this;
    }

    public ImageFolder WithFolder(string path)
    {
        Directory.CreateDirectory(Path.Combine(Root, path));
        return this;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Make(string path)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return full;
    }
}
