namespace Tracing.Storage;

/// <summary>Thrown when a store takes nothing of a put because of what is in one of its traces. It takes other
/// traces.</summary>
public sealed class UnstorableException(string message, Exception cause) : StorageUnavailableException(message, cause)
{
    /// <summary>True for what code throws when it meets a value that it does not expect.</summary>
    internal static bool IsUnexpectedValue(Exception cause) => cause is ArgumentException or ArithmeticException
        or FormatException or IndexOutOfRangeException or InvalidCastException or InvalidDataException
        or KeyNotFoundException or NullReferenceException;
}
