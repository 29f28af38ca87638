using System.Runtime.CompilerServices;

namespace Tracing.Actors;

/// <summary>The envelope of the message that this thread is taking in from another node.</summary>
/// <remarks>
/// Akka.NET's reader deserializes a message and tells it within one of its own turns, on one thread. So the message can go
/// bare, and routers decide on it as ever; the mailbox that it comes to asks here, by reference. What nobody has asked for
/// when the turn ends was lost on its way. Elsewhere the serializer hands out envelopes.
/// </remarks>
internal static class Arrival
{
    // Most untouched systems on one node never have one: their messages need not ask the thread.
    private static volatile bool _areUsed;

    [ThreadStatic]
    private static TraceEnvelope? _parked;

    [ThreadStatic]
    private static bool _isOpen;

    [ThreadStatic]
    private static bool _isTaken;

    [ThreadStatic]
    private static TraceEnvelope? _relayed;

    /// <summary>What this thread sends may have an envelope here.</summary>
    public static bool IsHere
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _areUsed && IsOnThread();
    }

    public static void Open() => _isOpen = true;

    /// <summary>False: this is no reader's turn, the envelope must travel with its message.</summary>
    public static bool Park(TraceEnvelope envelope, ActorTracing tracing)
    {
        if (!_isOpen) return false;
        RecordLost(tracing);
        _areUsed = true;
        (_parked, _isTaken) = (envelope, false);
        return true;
    }

    /// <summary>The envelope of this very message; each one after the first says that it was not announced.</summary>
    public static TraceEnvelope? Take(object message)
    {
        if (_relayed is { } relayed)
            return EnvelopeRules.MayWrap(message) ? TraceEnvelope.Create(message, relayed.Stamp) : null;
        if (_parked is not { } parked || !ReferenceEquals(parked.Message, message)) return null;
        if (!_isTaken)
        {
            _isTaken = true;
            return parked;
        }
        return TraceEnvelope.Create(message, parked.Stamp with { IsDetached = true });
    }

    /// <summary>Does something with a message of which somebody else has the envelope already.</summary>
    public static void Without(Action act)
    {
        var (parked, relayed) = (_parked, _relayed);
        (_parked, _relayed) = (null, null);
        try
        {
            act();
        }
        finally
        {
            (_parked, _relayed) = (parked, relayed);
        }
    }

    /// <summary>From now on what this thread sends is what a relay passes on of this envelope; null: no more.</summary>
    /// <returns>What was relayed so far.</returns>
    public static TraceEnvelope? Relay(TraceEnvelope? envelope)
    {
        var outer = _relayed;
        if (envelope is not null) _areUsed = true;
        _relayed = envelope;
        return outer;
    }

    /// <summary>The message in the envelope that is being relayed; the message itself where none is.</summary>
    public static object Relayed(object message) => _relayed is null ? message : Take(message) ?? message;

    public static void Close(ActorTracing tracing)
    {
        RecordLost(tracing);
        (_parked, _isOpen, _isTaken) = (null, false, false);
    }

    private static bool IsOnThread() => _parked is not null || _relayed is not null;

    private static void RecordLost(ActorTracing tracing)
    {
        if (_parked is { } parked && !_isTaken) Undelivered.Record(tracing, parked, "no traced actor takes it", null);
    }
}
