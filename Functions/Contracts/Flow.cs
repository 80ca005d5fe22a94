using System.Text.Json.Serialization;

namespace Ensemble.Contracts;

/// <summary>How the models of a request are run.</summary>
public enum Flow
{
    /// <summary>All at the same time: the request takes as long as the slowest of them.</summary>
    [JsonStringEnumMemberName("parallel")]
    Parallel,

    /// <summary>One after the other: the request takes as long as all of them together.</summary>
    [JsonStringEnumMemberName("sequential")]
    Sequential,
}
