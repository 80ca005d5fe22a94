using Microsoft.ML.OnnxRuntime;

namespace Ensemble.Models.Inference;

/// <summary>A session and what it needs to live.</summary>
/// <param name="Session">The session.</param>
/// <param name="Origin">Where its graph came from.</param>
/// <param name="Bytes">The pinned file that a cached graph's weights are used from in place; must outlive the session.</param>
internal sealed record OpenedGraph(InferenceSession Session, GraphOrigin Origin, byte[]? Bytes = null);
