using Tracing.Contracts;
using Tracing.Otlp.Proto;
using Tracing.Wire.Otlp;
using Tracing.Wire.Spans;

namespace Tracing.Actors;

/// <summary>The bytes of what reporters and collectors tell each other: protobuf fields, so that readers of any age pass
/// over what they do not know.</summary>
/// <remarks>Total: reading gives a message or null, whatever the bytes. Nothing is reserved by a length that was read
/// before so many bytes are there. Spans are the OTLP that they are held as, written and read as one piece.</remarks>
internal static class CollectorWire
{
    // Of all messages: the fields that name a batch come first and have the same numbers.
    private const int Sender = 1, Number = 2;

    private const int Held = 3, Shard = 4, Spans = 5;

    private const int IsStored = 3, AnswerShard = 4, Incarnation = 5;

    private const int ReleasedShard = 1, ReleasedIncarnation = 2;

    public static byte[] Write(CollectorActor.Take take)
    {
        var otlp = take.Batch.Otlp.IsEmpty ? OtlpProtobuf.Write(take.Batch.Spans) : take.Batch.Otlp;
        var to = new ProtoWriter(otlp.Length + 40);
        Write(to, take.Id);
        to.Number(Held, take.IsHeld ? 1 : 0);
        to.Number(Shard, take.Shard);
        to.Bytes(Spans, otlp.Span);
        return to.ToArray();
    }

    public static byte[] Write(CollectorActor.Answered answered)
    {
        var answer = answered.Answer;
        var to = new ProtoWriter(48);
        Write(to, answer.Batch);
        to.Number(IsStored, answer.IsStored ? 1 : 0);
        to.Number(AnswerShard, answer.Shard);
        to.Fixed64(Incarnation, (ulong)answer.Incarnation);
        return to.ToArray();
    }

    public static byte[] Write(CollectorActor.Refused refused)
    {
        var to = new ProtoWriter(24);
        Write(to, refused.Id);
        return to.ToArray();
    }

    public static byte[] Write(CollectorActor.Released released)
    {
        var to = new ProtoWriter(16);
        to.Number(ReleasedShard, released.Shard);
        to.Fixed64(ReleasedIncarnation, (ulong)released.Incarnation);
        return to.ToArray();
    }

    public static CollectorActor.Take? ReadTake(byte[] bytes)
    {
        ulong? sender = null;
        ulong number = 0, held = 0, shard = 0;
        SpanBatch? batch = null;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field, reader.Wire)
            {
                case (Sender, ProtoWire.Fixed64): sender = reader.Number; break;
                case (Number, ProtoWire.Varint): number = reader.Number; break;
                case (Held, ProtoWire.Varint): held = reader.Number; break;
                case (Shard, ProtoWire.Varint): shard = reader.Number; break;
                case (Spans, ProtoWire.Bytes):
                    batch = OtlpSkim.TryRead(bytes.AsMemory(reader.ContentStart, reader.ContentLength), out _);
                    if (batch is null) return null;
                    break;
            }
        }
        // Half a batch must not be answered as a whole one.
        if (reader.IsBroken || sender is not { } from || batch is null || shard > int.MaxValue) return null;
        return new CollectorActor.Take(new BatchId(from, (long)number), batch, held != 0, (int)shard);
    }

    public static CollectorActor.Answered? ReadAnswered(byte[] bytes)
    {
        ulong? sender = null;
        ulong number = 0, stored = 0, shard = 0, incarnation = 0;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field, reader.Wire)
            {
                case (Sender, ProtoWire.Fixed64): sender = reader.Number; break;
                case (Number, ProtoWire.Varint): number = reader.Number; break;
                case (IsStored, ProtoWire.Varint): stored = reader.Number; break;
                case (AnswerShard, ProtoWire.Varint): shard = reader.Number; break;
                case (Incarnation, ProtoWire.Fixed64): incarnation = reader.Number; break;
            }
        }
        if (reader.IsBroken || sender is not { } from || shard > int.MaxValue) return null;
        return new CollectorActor.Answered(
            new BatchAnswer(new BatchId(from, (long)number), stored != 0, (int)shard, (long)incarnation));
    }

    public static CollectorActor.Refused? ReadRefused(byte[] bytes)
    {
        ulong? sender = null;
        ulong number = 0;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Is(Sender, ProtoWire.Fixed64)) sender = reader.Number;
            else if (reader.Is(Number, ProtoWire.Varint)) number = reader.Number;
        }
        return reader.IsBroken || sender is not { } from ? null : new CollectorActor.Refused(new BatchId(from, (long)number));
    }

    public static CollectorActor.Released? ReadReleased(byte[] bytes)
    {
        ulong shard = 0;
        ulong? incarnation = null;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Is(ReleasedShard, ProtoWire.Varint)) shard = reader.Number;
            else if (reader.Is(ReleasedIncarnation, ProtoWire.Fixed64)) incarnation = reader.Number;
        }
        return reader.IsBroken || incarnation is not { } of || shard > int.MaxValue
            ? null
            : new CollectorActor.Released((int)shard, (long)of);
    }

    private static void Write(ProtoWriter to, in BatchId id)
    {
        to.Fixed64(Sender, id.Sender);
        to.Number(Number, id.Number);
    }
}
