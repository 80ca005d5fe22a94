using System.IO.Hashing;
using System.Text;
using Microsoft.ML.OnnxRuntime;

namespace Ensemble.Models.Inference;

/// <summary>
/// Opens a model's session, optimising its graph once per model file, processor type and runtime version and keeping the
/// result. An entry is complete or absent (written aside, then moved) and carries a seal: a damaged or foreign one is
/// made anew.
/// </summary>
internal sealed class GraphCache
{
    // Part of the key: change it when what is kept changes.
    private const string Format = "1 ORT_ENABLE_ALL";

    private readonly string _model;
    private readonly int _threads;
    private readonly string? _entry;

    public GraphCache(string model, int threads, string? folder)
    {
        _model = model;
        _threads = threads;
        if (folder is not null)
        {
            Key = KeyOf(GraphSeal.HashOf(model));
            _entry = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(model)}-{Key[..16]}.onnx");
        }
    }

    /// <summary>Names model file, processor type, runtime version and optimisation; empty without a cache folder.</summary>
    public string Key { get; } = string.Empty;

    /// <summary>The file that keeps what was measured on this graph; null without a cache folder.</summary>
    public string? CalibrationPath => _entry is null ? null : Path.ChangeExtension(_entry, $".threads{_threads}.json");

    /// <summary>Opens a session.</summary>
    /// <exception cref="OnnxRuntimeException">The model cannot be loaded.</exception>
    public InferenceSession Open(out GraphOrigin origin)
    {
        if (_entry is not null)
        {
            if (TryOpenEntry(_entry) is { } cached)
            {
                origin = GraphOrigin.Cached;
                return cached;
            }

            if (TryBuildEntry(_entry) is { } built)
            {
                origin = GraphOrigin.Built;
                return built;
            }
        }

        origin = GraphOrigin.NotCached;
        using var options = Options(GraphOptimizationLevel.ORT_ENABLE_ALL);
        return new(_model, options);
    }

    private static string KeyOf(UInt128 modelHash)
    {
        var identity = $"{Format}\n{modelHash:x32}\n{OrtEnv.Instance().GetVersionString()}\n{CpuIdentity.Text}";
        return $"{XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(identity)):x32}";
    }

    private InferenceSession? TryOpenEntry(string entry)
    {
        try
        {
            if (!File.Exists(entry) || !GraphSeal.IsIntact(entry, Key))
            {
                return null;
            }

            using var options = Options(GraphOptimizationLevel.ORT_DISABLE_ALL);
            return new(entry, options);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or OnnxRuntimeException)
        {
            return null;
        }
    }

    private InferenceSession? TryBuildEntry(string entry)
    {
        var temporary = $"{entry}.{Path.GetRandomFileName()}.tmp";
        InferenceSession? session = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(entry)!);
            using var options = Options(GraphOptimizationLevel.ORT_ENABLE_ALL);
            options.OptimizedModelFilePath = temporary;
            session = new(_model, options);
            GraphSeal.Append(temporary, Key);
            File.Move(temporary, entry, overwrite: true);
            return session;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or OnnxRuntimeException)
        {
            // Without a cache the model still runs; if the model itself is at fault, opening it plainly says so.
            session?.Dispose();
            TryDelete(temporary);
            return null;
        }
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
