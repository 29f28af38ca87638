using System.Collections.Immutable;
using System.Text;
using Tracing.Closing;
using Tracing.Keeping;
using Tracing.Otlp.Proto;

namespace Tracing.Clustering;

/// <summary>Writes and reads the messages between stores as protobuf fields. Fields are only ever added.</summary>
/// <remarks>Reading arbitrary bytes gives a message or null, never an exception.</remarks>
internal static class QueryWire
{
    // The first field of each message: the number of the question.
    private const int Question = 1;

    private const int Trace = 2, Find = 3, Services = 4, OperationsOf = 5;

    private const int Service = 1, Operation = 2, MinStart = 3, MaxStart = 4, MinDuration = 5, MaxDuration = 6,
        OnlyErrors = 7, Tag = 8, Limit = 9, Kind = 10, OnlyClosed = 11;

    private const int Key = 1, Value = 2;

    private const int Number = 2, IsLast = 3, IsCut = 4, Content = 5;

    private const int Why = 2;

    public static byte[] Write(AskStore ask)
    {
        var to = new ProtoWriter();
        to.Fixed64(Question, ask.Question);
        foreach (var id in ask.Traces) to.TraceId(Trace, id);
        if (ask.Find is { } query)
        {
            var mark = to.Begin(Find);
            Write(to, query);
            to.End(mark);
        }
        to.Number(Services, ask.WantsServices ? 1 : 0);
        if (ask.OperationsOf is { } service) to.StringAlways(OperationsOf, service);
        return to.ToArray();
    }

    public static byte[] Write(AnswerPage page)
    {
        var to = new ProtoWriter(page.Bytes.Length + 32);
        to.Fixed64(Question, page.Question);
        to.Number(Number, page.Number);
        to.Number(IsLast, page.IsLast ? 1 : 0);
        to.Number(IsCut, page.IsCut ? 1 : 0);
        to.Bytes(Content, page.Bytes.Span);
        return to.ToArray();
    }

    public static byte[] Write(AnswerTaken taken)
    {
        var to = new ProtoWriter(16);
        to.Fixed64(Question, taken.Question);
        to.Number(Number, taken.Number);
        return to.ToArray();
    }

    public static byte[] Write(AnswerRefused refused)
    {
        var to = new ProtoWriter();
        to.Fixed64(Question, refused.Question);
        to.String(Why, refused.Why);
        return to.ToArray();
    }

    public static AskStore? ReadAsk(byte[] bytes)
    {
        ulong? question = null;
        var traces = ImmutableArray.CreateBuilder<TraceId>();
        TraceQuery? query = null;
        var wantsServices = false;
        string? operationsOf = null;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Is(Question, ProtoWire.Fixed64)) question = reader.Number;
            else if (reader.Is(Trace, ProtoWire.Bytes) && TraceId.TryRead(reader.Content, out var id)) traces.Add(id);
            else if (reader.Is(Find, ProtoWire.Bytes)) query = ReadQuery(reader.Content);
            else if (reader.Is(Services, ProtoWire.Varint)) wantsServices = reader.Number != 0;
            else if (reader.Is(OperationsOf, ProtoWire.Bytes)) operationsOf = Encoding.UTF8.GetString(reader.Content);
        }
        return reader.IsBroken || question is not { } number
            ? null
            : new AskStore(number, traces.DrainToImmutable(), query, wantsServices, operationsOf);
    }

    public static AnswerPage? ReadPage(byte[] bytes)
    {
        ulong? question = null;
        ulong number = 0, isLast = 0, isCut = 0;
        ReadOnlyMemory<byte>? content = null;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Is(Question, ProtoWire.Fixed64)) question = reader.Number;
            else if (reader.Is(Number, ProtoWire.Varint)) number = reader.Number;
            else if (reader.Is(IsLast, ProtoWire.Varint)) isLast = reader.Number;
            else if (reader.Is(IsCut, ProtoWire.Varint)) isCut = reader.Number;
            else if (reader.Is(Content, ProtoWire.Bytes)) content = bytes.AsMemory(reader.ContentStart, reader.ContentLength);
        }
        return reader.IsBroken || question is not { } of || content is not { } piece || number > int.MaxValue
            ? null
            : new AnswerPage(of, (int)number, isLast != 0, isCut != 0, piece);
    }

    public static AnswerTaken? ReadTaken(byte[] bytes)
    {
        ulong? question = null;
        ulong number = 0;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Is(Question, ProtoWire.Fixed64)) question = reader.Number;
            else if (reader.Is(Number, ProtoWire.Varint)) number = reader.Number;
        }
        return reader.IsBroken || question is not { } of || number > int.MaxValue ? null : new AnswerTaken(of, (int)number);
    }

    public static AnswerRefused? ReadRefused(byte[] bytes)
    {
        ulong? question = null;
        var why = "";
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Is(Question, ProtoWire.Fixed64)) question = reader.Number;
            else if (reader.Is(Why, ProtoWire.Bytes)) why = Encoding.UTF8.GetString(reader.Content);
        }
        return reader.IsBroken || question is not { } of ? null : new AnswerRefused(of, why);
    }

    private static void Write(ProtoWriter to, TraceQuery query)
    {
        // A criterion that is null is not written; an empty name is a criterion.
        if (query.Service is { } service) to.StringAlways(Service, service);
        if (query.Operation is { } operation) to.StringAlways(Operation, operation);
        if (query.MinStartUnixNanos is { } minStart) to.Fixed64(MinStart, minStart);
        if (query.MaxStartUnixNanos is { } maxStart) to.Fixed64(MaxStart, maxStart);
        if (query.MinDurationNanos is { } minDuration) to.Fixed64(MinDuration, minDuration);
        if (query.MaxDurationNanos is { } maxDuration) to.Fixed64(MaxDuration, maxDuration);
        to.Number(OnlyErrors, query.OnlyErrors ? 1 : 0);
        foreach (var tag in query.Tags.IsDefault ? [] : query.Tags)
        {
            var mark = to.Begin(Tag);
            to.String(Key, tag.Key);
            to.String(Value, tag.Value);
            to.End(mark);
        }
        to.Number(Limit, query.Limit);
        if (query.Completeness is { } kind) to.NumberAlways(Kind, (int)kind);
        to.Number(OnlyClosed, query.OnlyClosed ? 1 : 0);
    }

    private static TraceQuery ReadQuery(ReadOnlySpan<byte> bytes)
    {
        var query = new TraceQuery(Limit: 0);
        var tags = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            query = (reader.Field, reader.Wire) switch
            {
                (Service, ProtoWire.Bytes) => query with { Service = Encoding.UTF8.GetString(reader.Content) },
                (Operation, ProtoWire.Bytes) => query with { Operation = Encoding.UTF8.GetString(reader.Content) },
                (MinStart, ProtoWire.Fixed64) => query with { MinStartUnixNanos = reader.Number },
                (MaxStart, ProtoWire.Fixed64) => query with { MaxStartUnixNanos = reader.Number },
                (MinDuration, ProtoWire.Fixed64) => query with { MinDurationNanos = reader.Number },
                (MaxDuration, ProtoWire.Fixed64) => query with { MaxDurationNanos = reader.Number },
                (OnlyErrors, ProtoWire.Varint) => query with { OnlyErrors = reader.Number != 0 },
                (OnlyClosed, ProtoWire.Varint) => query with { OnlyClosed = reader.Number != 0 },
                (Limit, ProtoWire.Varint) => query with { Limit = (int)Math.Min(reader.Number, TraceQuery.MaxLimit) },
                (Kind, ProtoWire.Varint) => query with { Completeness = (CompletenessKind)reader.Number },
                _ => query,
            };
            if (reader.Is(Tag, ProtoWire.Bytes)) tags.Add(ReadTag(reader.Content));
        }
        return query with { Tags = tags.DrainToImmutable() };
    }

    private static KeyValuePair<string, string> ReadTag(ReadOnlySpan<byte> bytes)
    {
        string key = "", value = "";
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Is(Key, ProtoWire.Bytes)) key = Encoding.UTF8.GetString(reader.Content);
            else if (reader.Is(Value, ProtoWire.Bytes)) value = Encoding.UTF8.GetString(reader.Content);
        }
        return KeyValuePair.Create(key, value);
    }
}
