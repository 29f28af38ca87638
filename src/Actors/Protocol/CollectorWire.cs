using Tracing.Contracts;
using Tracing.Otlp.Proto;
using Tracing.Wire.Otlp;
using Tracing.Wire.Spans;

namespace Tracing.Actors;

/// <summary>Reads and writes the bytes of messages between reporters and collectors: protobuf fields, so that older and
/// newer versions skip fields that they do not know.</summary>
/// <remarks>Reading returns a message or null, whatever the bytes, and reserves no memory by a length before so many
/// bytes are there. Spans are the OTLP in which they are held, copied as one piece.</remarks>
internal static class CollectorWire
{
    // In every message that names a batch these two fields come first.
    private const int Sender = 1, Number = 2;

    private const int Held = 3, Shard = 4, Spans = 5;

    private const int IsStored = 3, AnswerShard = 4, Incarnation = 5;

    private const int ReleasedShard = 1, ReleasedIncarnation = 2;

    public static byte[] Write(TakeBatch take)
    {
        var otlp = take.Batch.Otlp.IsEmpty ? OtlpProtobuf.Write(take.Batch.Spans) : take.Batch.Otlp;
        var to = new ProtoWriter(otlp.Length + 40);
        Write(to, take.Id);
        to.Number(Held, take.IsHeld ? 1 : 0);
        to.Number(Shard, take.Shard);
        to.Bytes(Spans, otlp.Span);
        return to.ToArray();
    }

    public static byte[] Write(BatchAnswered answered)
    {
        var answer = answered.Answer;
        var to = new ProtoWriter(48);
        Write(to, answer.Batch);
        to.Number(IsStored, answer.IsStored ? 1 : 0);
        to.Number(AnswerShard, answer.Shard);
        to.Fixed64(Incarnation, (ulong)answer.Incarnation);
        return to.ToArray();
    }

    public static byte[] Write(BatchRefused refused)
    {
        var to = new ProtoWriter(24);
        Write(to, refused.Id);
        return to.ToArray();
    }

    public static byte[] Write(ShardReleased released)
    {
        var to = new ProtoWriter(16);
        to.Number(ReleasedShard, released.Shard);
        to.Fixed64(ReleasedIncarnation, (ulong)released.Incarnation);
        return to.ToArray();
    }

    public static TakeBatch? ReadTake(byte[] bytes)
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
        // Part of a batch must not be answered as all of it.
        if (reader.IsBroken || sender is not { } from || batch is null || shard > int.MaxValue) return null;
        return new TakeBatch(new BatchId(from, (long)number), batch, held != 0, (int)shard);
    }

    public static BatchAnswered? ReadAnswered(byte[] bytes)
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
        return new BatchAnswered(
            new BatchAnswer(new BatchId(from, (long)number), stored != 0, (int)shard, (long)incarnation));
    }

    public static BatchRefused? ReadRefused(byte[] bytes)
    {
        ulong? sender = null;
        ulong number = 0;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Is(Sender, ProtoWire.Fixed64)) sender = reader.Number;
            else if (reader.Is(Number, ProtoWire.Varint)) number = reader.Number;
        }
        return reader.IsBroken || sender is not { } from ? null : new BatchRefused(new BatchId(from, (long)number));
    }

    public static ShardReleased? ReadReleased(byte[] bytes)
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
            : new ShardReleased((int)shard, (long)of);
    }

    private static void Write(ProtoWriter to, in BatchId id)
    {
        to.Fixed64(Sender, id.Sender);
        to.Number(Number, id.Number);
    }
}
