namespace Tracing.Storage;

/// <summary>The file of traces cannot be used; the message is one line that says which, and why.</summary>
public sealed class StorageUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
