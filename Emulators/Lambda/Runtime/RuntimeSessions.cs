using System.Collections.Concurrent;

namespace Ensemble.Lambda.Runtime;

/// <summary>All workers that run, by the token in their Runtime API's path.</summary>
public sealed class RuntimeSessions
{
    private readonly ConcurrentDictionary<string, RuntimeSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>Finds the worker; null if there is none, or no longer.</summary>
    public RuntimeSession? Find(string token) => _sessions.GetValueOrDefault(token);

    internal void Add(RuntimeSession session) => _sessions[session.Token] = session;

    internal void Remove(RuntimeSession session) => _sessions.TryRemove(session.Token, out _);
}
