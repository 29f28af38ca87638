namespace Tracing;

/// <summary>Reads the text of an exception, even if its own Message or ToString throws.</summary>
internal static class ExceptionText
{
    public static (string Message, string Stack) Of(Exception exception)
    {
        try
        {
            return (exception.Message, exception.ToString());
        }
#pragma warning disable CA1031 // An exception while an exception is recorded must not reach the traced code.
        catch (Exception second)
#pragma warning restore CA1031
        {
            return ($"({second.GetType().Name} while reading the message)", "");
        }
    }
}
