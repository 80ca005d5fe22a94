namespace Ensemble.Lambda.Server;

/// <summary>The server cannot be started as asked. The message says why and what to do.</summary>
internal sealed class ServerStartException(string message, Exception? innerException = null) : Exception(message, innerException);
