using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;

namespace Tracing.Wire;

/// <summary>Generators of spans that use every field of OTLP, sensible and absurd.</summary>
internal static class AnySpan
{
    private static readonly Gen<string> _text = Gen.Elements(
        "", "work", "GET /orders/{id}", "Bestellung für Zoë", "名前", "a\nb\t\u0001", "\"quoted\\\"", new string('x', 300));

    private static readonly Gen<ulong> _number = Gen.OneOf(
        Gen.Elements<ulong>(0, 1, 1ul << 53, long.MaxValue, ulong.MaxValue),
        Gen.Choose(0, int.MaxValue).Select(n => 1_767_323_045_000_000_000ul + (ulong)n));

    private static readonly Gen<int> _count = Gen.Elements(0, 0, 1, 7, int.MaxValue);

    private static readonly Gen<double> _double =
        Gen.Elements<double>(0, 1.5, -2e-300, double.MaxValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity);

    private static readonly Gen<SpanId> _spanId = Gen.Choose(1, int.MaxValue).Select(n => new SpanId((ulong)n << 20 | 5));

    private static readonly Gen<TraceId> _traceId =
        Gen.Choose(1, int.MaxValue).Select(n => new TraceId((ulong)n << 33, (ulong)n));

    public static Gen<SpanData> Record { get; } =
        from traceId in _traceId
        from spanId in _spanId
        from parent in Gen.OneOf(Gen.Constant(default(SpanId)), _spanId)
        from state in Gen.Elements<string?>(null, "vendor=1,other=2")
        from flags in Gen.Elements(0u, 1u, 0x301u, uint.MaxValue)
        from name in _text
        from kind in Gen.Choose(0, 5)
        from start in _number
        from end in _number
        from tags in Tags(2)
        from events in Some(Event)
        from links in Some(Link)
        from dropped in Gen.ArrayOf(_count, 3)
        from status in Gen.Choose(0, 2)
        from message in Gen.Elements<string?>(null, "no stock")
        select new SpanData
        {
            TraceId = traceId,
            SpanId = spanId,
            ParentSpanId = parent,
            TraceState = state,
            Flags = flags,
            Name = name,
            Kind = (SpanKind)kind,
            StartUnixNanos = start,
            EndUnixNanos = end,
            Tags = tags,
            DroppedTags = dropped[0],
            Events = events,
            DroppedEvents = dropped[1],
            Links = links,
            DroppedLinks = dropped[2],
            Status = (SpanStatus)status,
            StatusMessage = message,
        };

    private static Gen<SpanEvent> Event =>
        from time in _number
        from name in _text
        from tags in Tags(1)
        from dropped in _count
        select new SpanEvent(time, name, tags, dropped);

    private static Gen<SpanLink> Link =>
        from traceId in _traceId
        from spanId in _spanId
        from state in Gen.Elements<string?>(null, "vendor=1")
        from flags in Gen.Elements(0u, 0x101u)
        from tags in Tags(1)
        from dropped in _count
        select new SpanLink(traceId, spanId, state, flags, tags, dropped);

    private static Gen<ImmutableArray<Tag>> Tags(int depth) =>
        Some(from key in _text from value in Value(depth) select new Tag(key, value));

    private static Gen<TagValue> Value(int depth)
    {
        var leaf = Gen.OneOf(
            _text.Select(text => TagValue.Of(text)),
            Gen.Elements(true, false).Select(TagValue.Of),
            Gen.Elements<long>(0, 1, -1, long.MinValue, long.MaxValue).Select(TagValue.Of),
            _double.Select(TagValue.Of),
            Gen.Elements<byte[]>([], [0, 255, 7]).Select(bytes => TagValue.Of(bytes.AsSpan())),
            Gen.Constant(default(TagValue)));
        if (depth == 0) return leaf;
        return Gen.OneOf(leaf,
            Some(Value(depth - 1)).Select(values => TagValue.Of(values.AsSpan())),
            Tags(depth - 1).Select(pairs => TagValue.Of(pairs.AsSpan())));
    }

    private static Gen<ImmutableArray<T>> Some<T>(Gen<T> any) =>
        Gen.Choose(0, 3).SelectMany(count => Gen.ArrayOf(any, count)).Select(items => items.ToImmutableArray());
}
