using System.Runtime.CompilerServices;

namespace Tracing.Actors;

/// <summary>Finds the envelope of a bare message that this thread sends: a relayed one, or one that has just
/// arrived.</summary>
internal static class ThreadEnvelope
{
    // A process on one node alone never has one, and then no send looks at its thread.
    private static volatile bool _areUsed;

    /// <summary>True when what this thread sends may have an envelope.</summary>
    public static bool MayBeThere
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _areUsed && IsThere();
    }

    /// <summary>From now on each send asks its thread.</summary>
    public static void AreUsed() => _areUsed = true;

    public static TraceEnvelope? Of(object message) =>
        RelayedTrace.IsHere ? RelayedTrace.EnvelopeOf(message) : Arrival.EnvelopeOf(message);

    /// <summary>Runs an act on a message whose envelope has been taken already.</summary>
    public static void Without(Action act)
    {
        var (parked, relayed) = (Arrival.Exchange(null), RelayedTrace.Exchange(null));
        try
        {
            act();
        }
        finally
        {
            Arrival.Exchange(parked);
            RelayedTrace.Exchange(relayed);
        }
    }

    private static bool IsThere() => Arrival.IsParked || RelayedTrace.IsHere;
}
