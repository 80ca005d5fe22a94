using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace Ensemble.Models.Inference;

/// <summary>
/// Opens a model's session, optimising its graph once per model file, processor type and runtime version and keeping the
/// result. An entry is complete or absent (written aside, then moved) and carries a seal: a damaged or foreign one is
/// made anew.
/// </summary>
/// <remarks>
/// Entries have ONNX Runtime's own format, whose weights are used where they lie in the file's bytes; an optimised
/// <c>.onnx</c> has to be parsed and copied, which takes as long again as the rest of loading.
/// </remarks>
internal sealed class GraphCache
{
    // Part of the key: change it when what is kept changes.
    private const string Format = "1 ORT ORT_ENABLE_ALL";

    private readonly string _model;
    private readonly int _threads;
    private readonly string? _entry;

    public GraphCache(string model, ClassifierOptions options)
    {
        _model = model;
        _threads = options.Threads;
        if (options.CacheFolder is not null)
        {
            var content = options.ModelId is null ? ContentHash.Of(File.ReadAllBytes(model)) : Deterministic.Mix(0, options.ModelId);
            Key = Deterministic.Mix(Deterministic.Mix(content, CpuIdentity.Value), OrtEnv.Instance().GetVersionString() + Format);
            _entry = Path.Combine(
                options.CacheFolder, Path.GetFileNameWithoutExtension(model) + "-" + Key.ToString("x16", CultureInfo.InvariantCulture) + ".ort");
        }
    }

    /// <summary>Stands for model file, processor type, runtime version and optimisation; 0 without a cache folder.</summary>
    public ulong Key { get; }

    /// <summary>The file that keeps what was measured on this graph; null without a cache folder.</summary>
    public string? CalibrationPath => _entry is null ? null : Path.ChangeExtension(_entry, $".threads{_threads}.json");

    /// <summary>Opens a session.</summary>
    /// <exception cref="OnnxRuntimeException">The model cannot be loaded.</exception>
    public OpenedGraph Open()
    {
        if (_entry is not null && (TryOpenEntry(_entry) ?? TryBuildEntry(_entry)) is { } kept)
        {
            return kept;
        }

        using var options = Options(GraphOptimizationLevel.ORT_ENABLE_ALL);
        return new(new(_model, options), GraphOrigin.NotCached);
    }

    private OpenedGraph? TryOpenEntry(string entry)
    {
        try
        {
            if (!File.Exists(entry) || ReadPinned(entry) is not { } bytes || !GraphSeal.IsIntact(bytes, Key))
            {
                return null;
            }

            using var options = Options(GraphOptimizationLevel.ORT_DISABLE_ALL);
            options.AddSessionConfigEntry("session.load_model_format", "ORT");
            options.AddSessionConfigEntry("session.use_ort_model_bytes_directly", "1");
            options.AddSessionConfigEntry("session.use_ort_model_bytes_for_initializers", "1");
            return new(new(bytes, options), GraphOrigin.Cached, bytes);
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            return null;
        }
    }

    private OpenedGraph? TryBuildEntry(string entry)
    {
        var temporary = $"{entry}.{Path.GetRandomFileName()}.tmp";
        InferenceSession? session = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(entry)!);
            using var options = Options(GraphOptimizationLevel.ORT_ENABLE_ALL);
            options.OptimizedModelFilePath = temporary;
            options.AddSessionConfigEntry("session.save_model_format", "ORT");
            session = new(_model, options);
            using (var file = new FileStream(temporary, FileMode.Append, FileAccess.Write, FileShare.Read))
            {
                file.Write(GraphSeal.Of(File.ReadAllBytes(temporary), Key));
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, entry, overwrite: true);
            return new(session, GraphOrigin.Built);
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            // Without a cache the model still runs; if the model itself is at fault, opening it plainly says so.
            session?.Dispose();
            TryDelete(temporary);
            return null;
        }
    }

    // Null above the largest array (2 GB): such a model is optimised each time.
    private static byte[]? ReadPinned(string path)
    {
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        if (length > Array.MaxLength)
        {
            return null;
        }

        var bytes = GC.AllocateUninitializedArray<byte>((int)length, pinned: true);
        var total = 0;
        while (total < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(total), total) is > 0 and var read)
        {
            total += read;
        }

        return total == bytes.Length ? bytes : null;
    }

    private SessionOptions Options(GraphOptimizationLevel level)
    {
        var options = new SessionOptions
        {
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = _threads,
            InterOpNumThreads = 1,
            GraphOptimizationLevel = level,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, // what matters is thrown
        };
        if (_threads < 2)
        {
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        }

        return options;
    }

    private static bool IsExpected(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or OnnxRuntimeException;

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A left-over temporary file is never read.
        }
    }
}
