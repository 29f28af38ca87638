namespace Tracing.Actors;

/// <summary>Whether some system of this process has actors that start traces; only then is a message without a trace
/// looked at.</summary>
/// <remarks>Never turned off again. Any thread.</remarks>
internal static class StartsAnywhere
{
    private static volatile bool _isOn;

    public static bool IsOn => _isOn;

    public static void TurnOn() => _isOn = true;
}
