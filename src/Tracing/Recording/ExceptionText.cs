namespace Tracing;

/// <summary>Reads an exception without trusting it: user code may override Message or ToString, and throw
/// there.</summary>
internal static class ExceptionText
{
    public static (string Message, string Stack) Of(Exception exception)
    {
        try
        {
            return (exception.Message, exception.ToString());
        }
#pragma warning disable CA1031 // Whatever a user's exception does, it must not escape from its own recording.
        catch (Exception second)
#pragma warning restore CA1031
        {
            return ($"({second.GetType().Name} while reading the message)", "");
        }
    }
}
