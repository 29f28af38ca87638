namespace Tracing.Actors;

/// <summary>The envelope of the message that this thread is reading from another node.</summary>
/// <remarks>
/// Akka.NET's reader deserializes a message and tells it in one turn, on one thread. So the message can travel bare,
/// routers see what was sent, and the mailbox asks here for the envelope, by reference. An envelope that nobody has
/// asked for when the turn ends was lost, and is recorded. Outside a reader's turn the serializer returns the envelope
/// itself.
/// </remarks>
internal static class Arrival
{
    [ThreadStatic]
    private static TraceEnvelope? _parked;

    [ThreadStatic]
    private static bool _isOpen;

    [ThreadStatic]
    private static bool _isClaimed;

    public static bool IsParked => _parked is not null;

    /// <summary>A reader's turn begins on this thread.</summary>
    public static void Open() => _isOpen = true;

    /// <summary>Keeps the envelope until its bare message is told.</summary>
    /// <returns>False: this is no reader's turn, so the envelope must travel with its message.</returns>
    public static bool Park(TraceEnvelope envelope, Tracer tracer)
    {
        if (!_isOpen) return false;
        RecordLost(tracer);
        ThreadEnvelope.AreUsed();
        (_parked, _isClaimed) = (envelope, false);
        return true;
    }

    /// <summary>Returns the envelope of this very message. Each one after the first is detached: the sender counted
    /// one.</summary>
    public static TraceEnvelope? EnvelopeOf(object message)
    {
        if (_parked is not { } parked || !ReferenceEquals(parked.Message, message)) return null;
        if (_isClaimed) return TraceEnvelope.Create(message, parked.Stamp with { IsDetached = true });
        _isClaimed = true;
        return parked;
    }

    /// <summary>Replaces the parked envelope.</summary>
    /// <returns>The one before.</returns>
    public static TraceEnvelope? Exchange(TraceEnvelope? envelope)
    {
        var before = _parked;
        _parked = envelope;
        return before;
    }

    /// <summary>The reader's turn has ended.</summary>
    public static void Close(Tracer tracer)
    {
        RecordLost(tracer);
        (_parked, _isOpen, _isClaimed) = (null, false, false);
    }

    private static void RecordLost(Tracer tracer)
    {
        if (_parked is { } parked && !_isClaimed) Undelivered.Record(tracer, parked, "no traced actor takes it", null);
    }
}
