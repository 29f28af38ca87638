using System.Text;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;

namespace Tracing.Actors;

/// <summary>Reads and writes the bytes of an envelope: protobuf fields, so that older and newer versions skip fields
/// that they do not know.</summary>
internal static class EnvelopeWire
{
    private const int PayloadSerializer = 1, PayloadManifest = 2, PayloadBytes = 3, TraceIdField = 4, SpanIdField = 5,
        ParentSpanId = 6, Flags = 7, TraceState = 8, BaggageEntries = 9, Detached = 10, SentUnixNanos = 11,
        Foreign = 12, Turn = 13, Link = 14, Hidden = 15, AgeNanos = 16;

    // A day. A longer time on the wire comes from clocks that disagree; it is cut.
    private const ulong MaxWireNanos = 86_400_000_000_000;

    private static readonly long _maxAgeNanos = (long)TimeSpan.FromDays(30).TotalNanoseconds;

    private const int EntryKey = 1, EntryValue = 2, EntryMetadata = 3;

    /// <param name="sentUnixNanos">The send by the sender's wall clock; 0: not written.</param>
    /// <param name="ageNanos">The age of the trace; 0: not written.</param>
    public static byte[] Write(
        in EnvelopeStamp stamp, in EnvelopePayload payload, ulong sentUnixNanos = 0, long ageNanos = 0)
    {
        var to = new ProtoWriter(payload.Bytes.Length + 128);
        to.NumberAlways(PayloadSerializer, payload.SerializerId);
        to.String(PayloadManifest, payload.Manifest);
        to.Bytes(PayloadBytes, payload.Bytes);
        var context = stamp.Context;
        to.TraceId(TraceIdField, context.TraceId);
        to.SpanId(SpanIdField, context.SpanId);
        to.SpanId(ParentSpanId, context.ParentSpanId);
        to.Number(Flags, (long)context.Flags);
        to.String(TraceState, context.TraceState);
        foreach (var entry in context.Baggage.Entries)
        {
            var message = to.Begin(BaggageEntries);
            to.String(EntryKey, entry.Key);
            to.String(EntryValue, entry.Value);
            to.String(EntryMetadata, entry.Metadata);
            to.End(message);
        }
        to.Number(Detached, stamp.IsDetached ? 1 : 0);
        to.Number(Foreign, context.Origin == ContextOrigin.Own ? 0 : 1);
        if (sentUnixNanos != 0) to.Fixed64(SentUnixNanos, sentUnixNanos);
        // The last one first, as they are read.
        for (var turn = context.Turns; turn is not null; turn = turn.Before) to.Fixed64(Turn, turn.Key);
        to.Number(Link, stamp.IsLink ? 1 : 0);
        to.Number(Hidden, stamp.IsHidden ? 1 : 0);
        to.Number(AgeNanos, ageNanos);
        return to.ToArray();
    }

    /// <summary>Reads an envelope. False only when the message itself is missing; where the trace cannot be read, the
    /// stamp has none.</summary>
    /// <param name="arrivedUnixNanos">The arrival by this process's wall clock; 0: the time on the wire is not
    /// wanted.</param>
    public static bool TryRead(byte[] bytes, long arrivedMonotonicNanos, ulong arrivedUnixNanos,
        out EnvelopeStamp stamp, out EnvelopePayload payload)
    {
        TraceId traceId = default;
        SpanId spanId = default, parent = default;
        var flags = TraceFlags.None;
        string? state = null;
        var baggage = Baggage.Empty;
        var detached = false;
        var foreign = false;
        var (link, hidden) = (false, false);
        ulong sentUnixNanos = 0, ageNanos = 0;
        List<ulong>? turns = null;
        int? serializer = null;
        var manifest = "";
        byte[]? message = null;

        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field, reader.Wire)
            {
                case (PayloadSerializer, ProtoWire.Varint): serializer = (int)reader.Number; break;
                case (PayloadManifest, ProtoWire.Bytes): manifest = Encoding.UTF8.GetString(reader.Content); break;
                case (PayloadBytes, ProtoWire.Bytes): message = reader.Content.ToArray(); break;
                case (TraceIdField, ProtoWire.Bytes): TraceId.TryRead(reader.Content, out traceId); break;
                case (SpanIdField, ProtoWire.Bytes): SpanId.TryRead(reader.Content, out spanId); break;
                case (ParentSpanId, ProtoWire.Bytes): SpanId.TryRead(reader.Content, out parent); break;
                case (Flags, ProtoWire.Varint): flags = (TraceFlags)(byte)reader.Number; break;
                case (TraceState, ProtoWire.Bytes): state = Encoding.UTF8.GetString(reader.Content); break;
                case (BaggageEntries, ProtoWire.Bytes): baggage = WithEntry(baggage, reader.Content); break;
                case (Detached, ProtoWire.Varint): detached = reader.Number != 0; break;
                case (Foreign, ProtoWire.Varint): foreign = reader.Number != 0; break;
                case (SentUnixNanos, ProtoWire.Fixed64): sentUnixNanos = reader.Number; break;
                case (Turn, ProtoWire.Fixed64): AddTurn(ref turns, reader.Number); break;
                case (Link, ProtoWire.Varint): link = reader.Number != 0; break;
                case (Hidden, ProtoWire.Varint): hidden = reader.Number != 0; break;
                case (AgeNanos, ProtoWire.Varint): ageNanos = reader.Number; break;
            }
        }
        var context = new TraceContext(traceId, spanId, flags, parent, state, baggage);
        if (foreign) context = context.From(ContextOrigin.ForeignActivity);
        if (TurnsOf(turns) is { } lineage) context = context.With(lineage);
        // Clocks of two machines disagree: a send that seems later than the arrival says nothing about the wire.
        var wireNanos = sentUnixNanos != 0 && sentUnixNanos < arrivedUnixNanos
            ? (long)Math.Min(arrivedUnixNanos - sentUnixNanos, MaxWireNanos)
            : 0;
        var began = ageNanos == 0 ? 0 : arrivedMonotonicNanos - (long)Math.Min(ageNanos, (ulong)_maxAgeNanos);
        MessageTrace trace = wireNanos == 0 && began == 0 ? context : new ArrivedContext(context, wireNanos, began);
        stamp = new EnvelopeStamp(trace, arrivedMonotonicNanos, detached, IsRemote: true, link, hidden);
        payload = new EnvelopePayload(serializer ?? 0, manifest, message ?? []);
        return serializer is not null && message is not null;
    }

    private static void AddTurn(ref List<ulong>? turns, ulong key)
    {
        turns ??= [];
        if (turns.Count < ScheduledTurns.MaxCount) turns.Add(key);
    }

    private static ScheduledTurns? TurnsOf(List<ulong>? keys)
    {
        if (keys is null) return null;
        ScheduledTurns? turns = null;
        for (var i = keys.Count - 1; i >= 0; i--) turns = new ScheduledTurns(keys[i], turns);
        return turns;
    }

    private static Baggage WithEntry(Baggage baggage, ReadOnlySpan<byte> bytes)
    {
        var key = OtlpDecoder.Text(bytes, EntryKey);
        if (key.Length == 0) return baggage;
        var metadata = OtlpDecoder.Text(bytes, EntryMetadata);
        return baggage.Set(key, OtlpDecoder.Text(bytes, EntryValue), metadata.Length == 0 ? null : metadata);
    }
}
