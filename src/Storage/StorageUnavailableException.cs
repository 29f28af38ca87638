namespace Tracing.Storage;

/// <summary>Thrown when a store or its journal cannot be used; the message is one line that names the file or folder
/// and the cause.</summary>
public class StorageUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
