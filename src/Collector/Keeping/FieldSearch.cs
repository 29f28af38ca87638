using System.Collections.Immutable;
using System.Text;
using Tracing.Finding;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Keeping;

/// <summary>Tells which conditions of a query a single field of a span may meet, and which its origin may meet.
/// Stores that keep equal fields once ask about each field once, and unpack only traces with a span that may meet
/// all.</summary>
/// <remarks>Immutable, any thread. A condition that cannot be told from single fields is left out, so a span that
/// <see cref="SpanSearch"/> finds always meets all that are asked for.</remarks>
internal sealed class FieldSearch
{
    private const ulong Operation = 1, Kind = 2, Status = 4, Description = 8, Text = 16, ActorPath = 32, ActorType = 64,
        Wait = 128, Undelivered = 256, Service = 512, ScopeName = 1_024;

    /// <summary>The bit of the first condition on an attribute.</summary>
    private const int FirstAttribute = 16;

    private const int MaxAttributes = 64 - FirstAttribute;

    private readonly TraceQuery _query;
    private readonly ImmutableArray<AttributeCondition> _attributes;

    public FieldSearch(TraceQuery query)
    {
        _query = query;
        _attributes = [.. (query.Attributes.IsDefault ? [] : query.Attributes)
            .Where(static one => one.Scope != AttributeScope.Any || !ShownFields.Has(one.Key)).Take(MaxAttributes)];
        All = Bit(query.Operation is { Length: > 0 }, Operation)
            | Bit(query.Kind is not (null or SpanKind.Unspecified), Kind)
            | Bit(query.Status is not (null or SpanStatus.Unset), Status)
            | Bit(query.StatusDescription is not null, Description)
            | Bit(query.Text is { Length: > 0 }, Text)
            | Bit(query.ActorPath is not null, ActorPath)
            | Bit(query.ActorType is not null, ActorType)
            | Bit(query.MinMailboxWaitNanos > 0, Wait)
            | Bit(query.OnlyUndelivered, Undelivered)
            | Bit(query.Service is not null, Service)
            | Bit(query.ScopeName is not null, ScopeName)
            | (((1UL << _attributes.Length) - 1) << FirstAttribute);
    }

    /// <summary>The conditions that a span must meet, a bit for each; 0: any span may match.</summary>
    public ulong All { get; }

    /// <summary>True when conditions are left that an index of services and operations does not know.</summary>
    public bool Narrows => (All & ~(Service | Operation)) != 0;

    /// <summary>The conditions that every span of this trace meets.</summary>
    public ulong MetBy(TraceId id) => Bit(_query.Text is { } text
        && id.ToString().StartsWith(text, StringComparison.OrdinalIgnoreCase), Text);

    public ulong MetBy(SpanOrigin origin)
    {
        var met = Bit(origin.Service == _query.Service, Service) | Bit(origin.ScopeName == _query.ScopeName, ScopeName)
            | Bit(Has(origin.Service, _query.Text), Text);
        if (_attributes.IsEmpty) return met;
        foreach (var tag in origin.ResourceTags()) met |= MetBy(tag);
        foreach (var tag in origin.ScopeTags()) met |= MetBy(tag);
        return met;
    }

    /// <summary>False: the field meets nothing, as can be told without its values.</summary>
    /// <param name="outline">A field with the same number, and with the keys of its attributes.</param>
    public bool Reads(ReadOnlySpan<byte> outline)
    {
        var reader = new ProtoReader(outline);
        return reader.Next() && reader.Field switch
        {
            F.Span.Kind => (All & Kind) != 0,
            F.Span.Name => (All & (Operation | Text)) != 0,
            F.Span.Status => (All & (Status | Description | Text)) != 0,
            F.Span.Attributes => IsOwn(outline) || MayHave(outline),
            F.Span.Events or F.Span.Links => MayHave(outline),
            _ => false,
        };
    }

    /// <param name="field">One field of a span with its tag.</param>
    public ulong MetBy(ReadOnlySpan<byte> field)
    {
        var reader = new ProtoReader(field);
        if (!reader.Next()) return 0;
        switch (reader.Field, reader.Wire)
        {
            case (F.Span.Kind, ProtoWire.Varint): return Bit(OtlpEnums.KindOf(reader.Number) == _query.Kind, Kind);
            case (F.Span.Name, ProtoWire.Bytes): return OfName(reader.Content);
            case (F.Span.Status, ProtoWire.Bytes): return OfStatus(reader.Content);
            case (F.Span.Attributes, ProtoWire.Bytes): return OfPair(field, reader.Content);
            case (F.Span.Events, ProtoWire.Bytes): return OfTags(reader.Content, F.Event.Attributes);
            case (F.Span.Links, ProtoWire.Bytes): return OfTags(reader.Content, F.Link.Attributes);
            default: return 0;
        }
    }

    private ulong OfName(ReadOnlySpan<byte> name)
    {
        if ((All & (Operation | Text)) == 0) return 0;
        var text = Encoding.UTF8.GetString(name);
        return Bit(text == _query.Operation, Operation) | Bit(Has(text, _query.Text), Text);
    }

    private ulong OfStatus(ReadOnlySpan<byte> status)
    {
        if ((All & (Status | Description | Text)) == 0) return 0;
        var message = OtlpDecoder.Text(status, F.Status.Message);
        return Bit(OtlpEnums.StatusOf((ulong)OtlpDecoder.Number(status, F.Status.Code)) == _query.Status, Status)
            | Bit(Has(message, _query.StatusDescription), Description) | Bit(Has(message, _query.Text), Text);
    }

    private ulong OfTags(ReadOnlySpan<byte> message, int field)
    {
        var met = 0UL;
        if (!MayHave(message)) return met;
        foreach (var tag in OtlpDecoder.Tags(message, field)) met |= MetBy(tag);
        return met;
    }

    // Decodes the pair only where its key is asked for, and where a pattern may match its text.
    private ulong OfPair(ReadOnlySpan<byte> field, ReadOnlySpan<byte> pair)
    {
        var isOwn = IsOwn(pair);
        if (!isOwn && !(MayHave(pair) && MayMeet(field))) return 0;
        var tag = OtlpValueDecoder.Pair(pair);
        var met = MetBy(tag);
        return !isOwn ? met : tag.Key switch
        {
            "akka.actor.path" =>
                met | Bit(SpanSearch.IsAtOrBelow(tag.Value.AsString, _query.ActorPath ?? ""), ActorPath),
            "akka.actor.type" =>
                met | Bit(SpanSearch.IsType(tag.Value.AsString, _query.ActorType ?? ""), ActorType),
            TracingTags.MailboxWaitNanos =>
                met | Bit((ulong)Math.Max(0, tag.Value.AsInt) >= _query.MinMailboxWaitNanos, Wait),
            TracingTags.Undelivered => met | Undelivered,
            _ => met,
        };
    }

    private bool IsOwn(ReadOnlySpan<byte> pair) => (All & (ActorPath | ActorType | Wait | Undelivered)) != 0
        && (pair.IndexOf("akka.actor."u8) >= 0 || pair.IndexOf("tracing."u8) >= 0);

    // Bytes that are not UTF-8 are decoded to the replacement character, which is then not in the bytes.
    private bool MayHave(ReadOnlySpan<byte> message)
    {
        foreach (var condition in _attributes)
            if (message.IndexOf(condition.Utf8Key.Span) >= 0
                || condition.Key.Contains('\uFFFD', StringComparison.Ordinal))
                return true;
        return false;
    }

    private bool MayMeet(ReadOnlySpan<byte> field)
    {
        if (!PlainAttribute.TryRead(field, out var attribute) || !attribute.TryText(out var text)) return true;
        foreach (var condition in _attributes)
            if (condition.MayBeMetBy(text))
                return true;
        return false;
    }

    private ulong MetBy(in Tag tag)
    {
        var met = 0UL;
        for (var i = 0; i < _attributes.Length; i++)
            if (_attributes[i].Key == tag.Key && _attributes[i].MayBeMetBy(tag.Value))
                met |= 1UL << (FirstAttribute + i);
        return met;
    }

    private static bool Has(string whole, string? part) =>
        part is not null && whole.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static ulong Bit(bool isSet, ulong bit) => isSet ? bit : 0;
}
