using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Tracing.Closing;
using Tracing.Finding;
using Tracing.Keeping;
using Tracing.Otlp.Proto;

namespace Tracing.Clustering;

/// <summary>Writes and reads a query as protobuf fields. Fields are only ever added.</summary>
/// <remarks>
/// A node of an earlier version passes over the fields that it does not know, and finds more traces than match; the
/// asker checks each trace again. Conditions that such a node knows (an attribute equals a text) keep their field.
/// </remarks>
internal static class TraceQueryWire
{
    private const int Service = 1, Operation = 2, From = 3, Until = 4, MinDuration = 5, MaxDuration = 6,
        OnlyErrors = 7, Tag = 8, Limit = 9, Completeness = 10, OnlyClosed = 11, OnlyMissing = 12, Text = 13,
        Status = 14, SpanKindOf = 15, ScopeName = 16, StatusDescription = 17, MinSpanDuration = 18,
        MaxSpanDuration = 19, ActorPath = 20, ActorType = 21, MinMailboxWait = 22, OnlyUndelivered = 23,
        Order = 24, AfterValue = 25, AfterId = 26, Condition = 27, Caller = 28, TraceFrom = 29,
        TraceUntil = 30, CallerOperation = 31, AboveService = 32, AboveOperation = 33;

    private const int Key = 1, Value = 2, Operator = 3, Scope = 4, ValueKind = 5;

    public static void Write(ProtoWriter to, TraceQuery query)
    {
        // A criterion that is null is not written; an empty name is a criterion.
        String(to, Service, query.Service);
        String(to, Operation, query.Operation);
        Fixed64(to, From, query.FromUnixNanos);
        Fixed64(to, Until, query.UntilUnixNanos);
        Fixed64(to, TraceFrom, query.TraceFromUnixNanos);
        Fixed64(to, TraceUntil, query.TraceUntilUnixNanos);
        Fixed64(to, MinDuration, query.MinDurationNanos);
        Fixed64(to, MaxDuration, query.MaxDurationNanos);
        to.Number(OnlyErrors, query.OnlyErrors ? 1 : 0);
        foreach (var condition in query.Attributes.IsDefault ? [] : query.Attributes) Write(to, condition);
        to.Number(Limit, query.Limit);
        if (query.Completeness is { } completeness) to.NumberAlways(Completeness, (int)completeness);
        to.Number(OnlyClosed, query.OnlyClosed ? 1 : 0);
        to.Number(OnlyMissing, query.OnlyMissing ? 1 : 0);
        String(to, Text, query.Text);
        if (query.Status is { } status) to.NumberAlways(Status, (int)status);
        if (query.Kind is { } kind) to.NumberAlways(SpanKindOf, (int)kind);
        String(to, Caller, query.Caller);
        String(to, CallerOperation, query.CallerOperation);
        String(to, AboveService, query.AboveService);
        String(to, AboveOperation, query.AboveOperation);
        String(to, ScopeName, query.ScopeName);
        String(to, StatusDescription, query.StatusDescription);
        Fixed64(to, MinSpanDuration, query.MinSpanDurationNanos);
        Fixed64(to, MaxSpanDuration, query.MaxSpanDurationNanos);
        String(to, ActorPath, query.ActorPath);
        String(to, ActorType, query.ActorType);
        Fixed64(to, MinMailboxWait, query.MinMailboxWaitNanos);
        to.Number(OnlyUndelivered, query.OnlyUndelivered ? 1 : 0);
        to.Number(Order, (int)query.Order);
        if (query.After is not { } after) return;
        to.Fixed64(AfterValue, after.Value);
        to.TraceId(AfterId, after.Id);
    }

    public static TraceQuery Read(ReadOnlySpan<byte> bytes)
    {
        var query = new TraceQuery(Limit: 0);
        var conditions = ImmutableArray.CreateBuilder<AttributeCondition>();
        TraceRank after = default;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field, reader.Wire)
            {
                case (Tag or Condition, ProtoWire.Bytes):
                    if (ReadCondition(reader.Content) is { } condition) conditions.Add(condition);
                    break;
                case (AfterValue, ProtoWire.Fixed64): after = after with { Value = reader.Number }; break;
                case (AfterId, ProtoWire.Bytes) when TraceId.TryRead(reader.Content, out var id):
                    after = after with { Id = id };
                    break;
                case (_, ProtoWire.Bytes):
                    query = WithText(query, reader.Field, Encoding.UTF8.GetString(reader.Content));
                    break;
                case (_, ProtoWire.Fixed64): query = WithNanos(query, reader.Field, reader.Number); break;
                case (_, ProtoWire.Varint): query = WithNumber(query, reader.Field, reader.Number); break;
            }
        }
        return query with { Attributes = conditions.DrainToImmutable(), After = after == default ? null : after };
    }

    private static TraceQuery WithText(TraceQuery query, int field, string text) => field switch
    {
        Service => query with { Service = text },
        Operation => query with { Operation = text },
        Text => query with { Text = text },
        Caller => query with { Caller = text },
        CallerOperation => query with { CallerOperation = text },
        AboveService => query with { AboveService = text },
        AboveOperation => query with { AboveOperation = text },
        ScopeName => query with { ScopeName = text },
        StatusDescription => query with { StatusDescription = text },
        ActorPath => query with { ActorPath = text },
        ActorType => query with { ActorType = text },
        _ => query,
    };

    private static TraceQuery WithNanos(TraceQuery query, int field, ulong nanos) => field switch
    {
        From => query with { FromUnixNanos = nanos },
        Until => query with { UntilUnixNanos = nanos },
        TraceFrom => query with { TraceFromUnixNanos = nanos },
        TraceUntil => query with { TraceUntilUnixNanos = nanos },
        MinDuration => query with { MinDurationNanos = nanos },
        MaxDuration => query with { MaxDurationNanos = nanos },
        MinSpanDuration => query with { MinSpanDurationNanos = nanos },
        MaxSpanDuration => query with { MaxSpanDurationNanos = nanos },
        MinMailboxWait => query with { MinMailboxWaitNanos = nanos },
        _ => query,
    };

    private static TraceQuery WithNumber(TraceQuery query, int field, ulong number) => field switch
    {
        OnlyErrors => query with { OnlyErrors = number != 0 },
        OnlyClosed => query with { OnlyClosed = number != 0 },
        OnlyMissing => query with { OnlyMissing = number != 0 },
        OnlyUndelivered => query with { OnlyUndelivered = number != 0 },
        Limit => query with { Limit = (int)Math.Min(number, TraceQuery.MaxLimit) },
        Completeness => query with { Completeness = (CompletenessKind)number },
        Status => query with { Status = (SpanStatus)number },
        SpanKindOf => query with { Kind = (SpanKind)number },
        Order => query with { Order = (TraceOrder)number },
        _ => query,
    };

    private static void Write(ProtoWriter to, AttributeCondition condition)
    {
        var isPlain = condition is
        { Operator: AttributeOperator.Equal, Scope: AttributeScope.Any, Value.Kind: TagKind.String };
        var mark = to.Begin(isPlain ? Tag : Condition);
        to.String(Key, condition.Key);
        to.String(Value, condition.Value.ToString());
        to.Number(Operator, (int)condition.Operator);
        to.Number(Scope, (int)condition.Scope);
        if (!isPlain) to.Number(ValueKind, (int)condition.Value.Kind);
        to.End(mark);
    }

    // Null: a later version's comparison, which the asker applies itself.
    private static AttributeCondition? ReadCondition(ReadOnlySpan<byte> bytes)
    {
        string key = "", text = "";
        ulong compares = 0, scope = 0, kind = 0;
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            switch (reader.Field, reader.Wire)
            {
                case (Key, ProtoWire.Bytes): key = Encoding.UTF8.GetString(reader.Content); break;
                case (Value, ProtoWire.Bytes): text = Encoding.UTF8.GetString(reader.Content); break;
                case (Operator, ProtoWire.Varint): compares = reader.Number; break;
                case (Scope, ProtoWire.Varint): scope = reader.Number; break;
                case (ValueKind, ProtoWire.Varint): kind = reader.Number; break;
            }
        }
        return AttributeCondition.TryCreate(
            key, (AttributeOperator)compares, Typed((TagKind)kind, text), (AttributeScope)scope, out _);
    }

    private static TagValue Typed(TagKind kind, string text) => kind switch
    {
        TagKind.Bool => text == "true",
        TagKind.Int when long.TryParse(
            text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        TagKind.Double when double.TryParse(
            text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => text,
    };

    private static void String(ProtoWriter to, int field, string? text)
    {
        if (text is not null) to.StringAlways(field, text);
    }

    private static void Fixed64(ProtoWriter to, int field, ulong? number)
    {
        if (number is { } value) to.Fixed64(field, value);
    }
}
