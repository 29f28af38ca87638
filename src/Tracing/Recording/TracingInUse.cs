namespace Tracing;

/// <summary>Whether this process has had anything to do with a trace yet: until then instrumentation costs one
/// branch.</summary>
/// <remarks>Turned on by the first span, or by a setting under which untraced work starts traces; never off again,
/// because spans may be current somewhere for as long as the process lives.</remarks>
internal static class TracingInUse
{
    private static volatile bool _isOn;

    public static bool IsOn => _isOn;

    // Read first: a write would take the cache line from every core, once a span.
    public static void TurnOn()
    {
        if (!_isOn) _isOn = true;
    }
}
