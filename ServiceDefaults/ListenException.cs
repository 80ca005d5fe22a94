namespace Ensemble.ServiceDefaults;

/// <summary>A host cannot listen where it was told to. The message says why and what to do.</summary>
public sealed class ListenException(string message, Exception cause) : Exception(message, cause);
