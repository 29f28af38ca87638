namespace Tracing;

/// <summary>Whether this process has had anything to do with a trace yet; until then instrumentation costs one
/// branch.</summary>
/// <remarks>
/// Turned on by the first span, by the first activity, or by a setting under which untraced work starts traces. Never
/// turned off again, because a span may stay current somewhere for as long as the process lives. Any thread.
/// </remarks>
internal static class TracingInUse
{
    private static volatile bool _isOn;

    public static bool IsOn => _isOn;

    // Read first: writing on every span would take the cache line away from all other cores.
    public static void TurnOn()
    {
        if (!_isOn) _isOn = true;
    }
}
