using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using AkkaSerialization = Akka.Serialization.Serialization;

namespace Tracing.Actors;

/// <summary>Writes an envelope as its trace, in a few bytes, and its message by that message's own
/// serializer.</summary>
/// <remarks>
/// Later versions add fields and change none (see <see cref="EnvelopeWire"/>). A trace that cannot be read is dropped;
/// its message arrives. A message of a kind that untrusted mode drops by its type comes out bare.
/// </remarks>
public sealed class TraceEnvelopeSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>The manifest of the only layout so far.</summary>
    public const string ManifestV1 = "te1";

    /// <summary>The serializer's id: outside Akka.NET's own range (0 to 40), and the same on every node.</summary>
    public const int SerializerId = 7411;

    public override int Identifier => SerializerId;

    public override string Manifest(object o) => ManifestV1;

    public override byte[] ToBinary(object obj)
    {
        if (obj is not TraceEnvelope envelope)
        {
            throw new ArgumentException(
                $"{nameof(TraceEnvelopeSerializer)} writes envelopes, not {obj?.GetType()}", nameof(obj));
        }
        try
        {
            var serializer = system.Serialization.FindSerializerFor(envelope.Message);
            var payload = new EnvelopePayload(serializer.Identifier,
                AkkaSerialization.ManifestFor(serializer, envelope.Message), serializer.ToBinary(envelope.Message));
            return EnvelopeWire.Write(
                envelope.Stamp, payload, SentUnixNanos(envelope.Stamp), AgeNanos(envelope.Stamp.Trace));
        }
        catch (Exception cause) when (Lost(envelope.Stamp, envelope.Message.GetType(), "not serializable", cause))
        {
            throw;
        }
    }

    /// <exception cref="SerializationException">The message inside cannot be read.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        // A later manifest is a later layout with the same fields and more, so this version can read it.
        var clock = ActorTracing.For(system).Recorder.Clock;
        var now = clock.MonotonicNanos();
        if (!EnvelopeWire.TryRead(bytes, now, clock.ToUnixNanos(now), out var stamp, out var payload))
            throw new SerializationException("the envelope holds no message");
        // We never write one. Reading one would let a peer choose how deep we recurse.
        if (payload.SerializerId == SerializerId)
            throw new SerializationException("the envelope holds an envelope");
        object message;
        try
        {
            message = system.Serialization.Deserialize(payload.Bytes, payload.SerializerId, payload.Manifest);
        }
        catch (Exception cause) when (Lost(stamp, null, "not deserializable", cause))
        {
            throw;
        }
        if (!stamp.Context.IsValid || !EnvelopeRules.MayWrap(message) || IsRefused) return message;
        TracingInUse.TurnOn();
        var envelope = TraceEnvelope.Create(message, stamp);
        return Arrival.Park(envelope, ActorTracing.For(system).Tracer) ? message : envelope;
    }

    // The time of the send, not of the writing: waiting for a connection counts as time on the wire.
    private ulong SentUnixNanos(in EnvelopeStamp stamp) => stamp.EnqueuedMonotonicNanos == 0
        ? 0
        : ActorTracing.For(system).Recorder.Clock.ToUnixNanos(stamp.EnqueuedMonotonicNanos);

    private long AgeNanos(MessageTrace trace) => trace.BeganMonotonicNanos is not 0 and var began
        ? Math.Max(1, ActorTracing.For(system).Recorder.Clock.MonotonicNanos() - began)
        : 0;

    private bool IsRefused => Instrumentation.Of(system) is { Rules.Settings.Remote: RemotePropagation.Off };

    // An exception filter. The sender has counted the message, and Akka.NET will drop it with a line in its log.
    private bool Lost(in EnvelopeStamp stamp, Type? message, string reason, Exception cause)
    {
        if (stamp.Context.IsValid)
            Undelivered.Record(ActorTracing.For(system).Tracer, stamp, message, reason, null, cause);
        return false;
    }
}
