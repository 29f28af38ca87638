using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Tracing.Closing;
using Tracing.Keeping;
using Tracing.Otlp;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Finding;

/// <summary>Spans and queries of a small world, so that a random query often finds something and often does
/// not.</summary>
internal static class AnySearch
{
    private const ulong Second = 1_000_000_000;
    private const string NumberKey = "n", TextKey = "sku";

    private static readonly ImmutableArray<string> _services = ["shop", "bank", "a/b"];
    private static readonly ImmutableArray<string> _names = ["buy", "pay", "POST /checkout"];
    private static readonly ImmutableArray<string> _messages = ["no stock", "Timeout after 3 s"];
    private static readonly ImmutableArray<string> _keys =
        ["k", "flag", "error", "host.name", "exception.type", "lib.mode", "span.kind", "otel.status_code", "event"];

    private static readonly ImmutableArray<TagValue> _values =
    [
        1, 2, 2.5, true, false, "1", "a", "b", "true", "node-1", "node-2", "X", "server", "ERROR", "exception",
        TagValue.Of([TagValue.Of("a,b"), TagValue.Of("c")]), TagValue.Of([TagValue.Of("a"), TagValue.Of("b,c")]),
    ];

    // Of one attribute: neighbours that are equal as doubles, both zeros, and what is in no order.
    private static readonly ImmutableArray<TagValue> _numbers =
    [
        -7, 0, 3, 3.5, 1L << 53, (1L << 53) + 1, long.MaxValue - 1, long.MaxValue, long.MinValue, 9.3e18, -0.0,
        double.NaN, double.PositiveInfinity, double.NegativeInfinity,
    ];

    // Alternatives, also empty ones, anchors, flags, escapes, classes, and one without any letter.
    private static readonly ImmutableArray<string> _patterns =
    [
        "^(a|1|no.*|X)$", "node|ERROR", "(?i)NODE", "(?i:x)|b", "|a", "(a|)b", "", "^$", "^node-\\d$", "[ab]",
        "node\\-1", "\\.5$", "e[qr]v?er", "(?:nod){1}e", "o{0}de", "\\x6eode", "e.+?r", "1\\b", ".",
    ];

    // Of an attribute that has texts alone, so that a store knows which letters it has; some patterns have no match.
    private static readonly ImmutableArray<string> _texts = ["SKU-0042", "SKU-4200", "SKU-é042", "abc bcd", "ab"];
    private static readonly ImmutableArray<string> _textPatterns =
        ["^SKU-0042$", "4200", "42", "K.*042", "abcd", "c bc", "0420", "SKU-(00|42)", "-\\w042", "bcd$"];

    private static ulong Start { get; } = Some.Span(1).StartUnixNanos;

    private static Gen<Tag> AnyTag { get; } =
        from key in Gen.Elements(_keys.AsEnumerable())
        from value in Gen.Elements(_values.AsEnumerable())
        from number in Gen.Elements(_numbers.AsEnumerable())
        from text in Gen.Elements(_texts.AsEnumerable())
        from which in Gen.Choose(0, 5)
        select which switch
        {
            0 => new Tag(NumberKey, number),
            1 => new Tag(TextKey, text),
            _ => new Tag(key, value),
        };

    private static Gen<ImmutableArray<Tag>> FewTags { get; } =
        from count in Gen.Choose(0, 2) from tags in AnyTag.ArrayOf(count) select tags.ToImmutableArray();

    private static Gen<SpanOrigin> Origin { get; } =
        from service in Gen.Elements(_services.AsEnumerable())
        from resource in FewTags
        from scope in Gen.Elements("", "my.lib", "other.lib")
        from tags in FewTags
        select OriginOf(service, resource, scope, tags);

    /// <summary>A span of the given trace; some end before they start.</summary>
    private static Gen<RawSpan> Span(int trace, int id) =>
        from origin in Origin
        from name in Gen.Elements(_names.AsEnumerable())
        from kind in Gen.Choose(0, 5)
        from start in Gen.Choose(0, 20)
        from seconds in Gen.Choose(-1, 8)
        from status in Gen.Choose(0, 2)
        from message in Maybe(_messages)
        from tags in FewTags
        from happened in FewTags
        from linked in FewTags
        from actor in Gen.Elements(0, 0, 1, 2, 3)
        select From(origin, new SpanData
        {
            TraceId = Some.Trace(trace),
            SpanId = Some.Id(id),
            ParentSpanId = Some.Id(id - 1),
            Name = name,
            Kind = (SpanKind)kind,
            StartUnixNanos = Start + ((ulong)start * Second),
            EndUnixNanos = Start + ((ulong)(start + seconds + 1) * Second) - Second,
            Status = (SpanStatus)status,
            StatusMessage = message,
            Tags = [.. tags, .. Actor(actor)],
            Events = happened.IsEmpty ? [] : [new SpanEvent(Start, "exception", happened)],
            Links = linked.IsEmpty ? [] : [new SpanLink(Some.Trace(9_999), Some.Id(1), null, 0, linked)],
        });

    private static RawSpan From(SpanOrigin origin, SpanData record) => Some.Raw(record) with { Origin = origin };

    public static Gen<ImmutableArray<RawSpan>> Spans(int trace) =>
        from count in Gen.Choose(1, 4)
        from spans in Gen.CollectToArray(Enumerable.Range(1, count).Select(id => Span(trace, id)))
        select spans.ToImmutableArray();

    public static Gen<AttributeCondition> Condition { get; } = Gen.OneOf(
        ConditionOnAnyKey,
        from number in Gen.Elements(_numbers.Where(HasText))
        from compares in Gen.Elements(AttributeOperator.Less, AttributeOperator.LessOrEqual, AttributeOperator.Greater,
            AttributeOperator.GreaterOrEqual, AttributeOperator.Equal)
        select AttributeCondition.TryCreate(NumberKey, compares, number, AttributeScope.Any, out _)!,
        from pattern in Gen.Elements(_textPatterns.AsEnumerable())
        select AttributeCondition.TryCreate(TextKey, AttributeOperator.Matches, pattern, AttributeScope.Any, out _)!);

    private static Gen<AttributeCondition> ConditionOnAnyKey =>
        from key in Gen.Elements(_keys.AsEnumerable())
        from value in Gen.Elements(_values.AsEnumerable())
        from compares in Gen.Elements(Enum.GetValues<AttributeOperator>().AsEnumerable())
        from scope in Gen.Elements(Enum.GetValues<AttributeScope>().AsEnumerable())
        from pattern in Gen.Elements(_patterns.AsEnumerable())
        select AttributeCondition.TryCreate(key, compares,
            compares is AttributeOperator.Matches or AttributeOperator.NotMatches ? pattern : value, scope, out _)!;

    // A condition is also written as text, where minus zero is zero and the others are words.
    private static bool HasText(TagValue value) => value.Kind != TagKind.Double
        || (double.IsFinite(value.AsDouble) && BitConverter.DoubleToInt64Bits(value.AsDouble) != long.MinValue);

    /// <summary>A query of one to three parts.</summary>
    public static Gen<TraceQuery> Query { get; } =
        from count in Gen.Choose(1, 3)
        from parts in Part.ArrayOf(count)
        from order in Gen.Elements(Enum.GetValues<TraceOrder>().AsEnumerable())
        from limit in Gen.Elements(1, 3, 20, 1_000)
        select parts.Aggregate(new TraceQuery(Limit: limit) { Order = order }, (query, part) => part(query));

    private static Gen<Func<TraceQuery, TraceQuery>> Part => Gen.OneOf(
        Set(Gen.Elements(_services.Add("nobody").AsEnumerable()), (query, value) => query with { Service = value }),
        Set(Gen.Elements(_services.AsEnumerable()), (query, value) => query with { Caller = value }),
        Set(Gen.Elements(_names.AsEnumerable()), (query, value) => query with { Operation = value }),
        Set(Gen.Elements(_names.AsEnumerable()), (query, value) => query with { CallerOperation = value }),
        Set(Gen.Elements(_services.AsEnumerable()), (query, value) => query with { AboveService = value }),
        Set(Gen.Elements(_names.AsEnumerable()), (query, value) => query with { AboveOperation = value }),
        Set(Gen.Elements("CHECK", "stock", "ban", "000000000000abcd0000000000000001", "000000000000ABCD000000000000", "xyz"),
            (query, value) => query with { Text = value }),
        Set(Gen.Choose(0, 30), (query, value) => query with { FromUnixNanos = Start + ((ulong)value * Second) }),
        Set(Gen.Choose(0, 30), (query, value) => query with { UntilUnixNanos = Start + ((ulong)value * Second) }),
        Set(Gen.Choose(0, 30), (query, value) => query with { TraceFromUnixNanos = Start + ((ulong)value * Second) }),
        Set(Gen.Choose(0, 30), (query, value) => query with { TraceUntilUnixNanos = Start + ((ulong)value * Second) }),
        Set(Gen.Choose(0, 12), (query, value) => query with { MinDurationNanos = (ulong)value * Second }),
        Set(Gen.Choose(0, 12), (query, value) => query with { MaxDurationNanos = (ulong)value * Second }),
        Set(Gen.Choose(0, 8), (query, value) => query with { MinSpanDurationNanos = (ulong)value * Second }),
        Set(Gen.Choose(0, 8), (query, value) => query with { MaxSpanDurationNanos = (ulong)value * Second }),
        Set(Gen.Constant(true), (query, value) => query with { OnlyErrors = value }),
        Set(Gen.Constant(true), (query, value) => query with { OnlyUndelivered = value }),
        Set(Gen.Constant(true), (query, value) => query with { OnlyMissing = value }),
        Set(Gen.Elements(Enum.GetValues<CompletenessKind>().AsEnumerable()),
            (query, value) => query with { Completeness = value }),
        Set(Gen.Choose(0, 2), (query, value) => query with { Status = (SpanStatus)value }),
        Set(Gen.Choose(0, 5), (query, value) => query with { Kind = (SpanKind)value }),
        Set(Gen.Elements("my.lib", "none"), (query, value) => query with { ScopeName = value }),
        Set(Gen.Elements("TIMEOUT", "stock"), (query, value) => query with { StatusDescription = value }),
        Set(Gen.Elements("/user/orders", "/user/ord", "/user/orders/$a"), (query, value) => query with { ActorPath = value }),
        Set(Gen.Elements("OrderActor", "Shop.OrderActor", "Actor"), (query, value) => query with { ActorType = value }),
        Set(Gen.Choose(0, 40), (query, value) => query with { MinMailboxWaitNanos = (ulong)value }),
        Set(Condition, (query, value) => query with { Attributes = [.. query.Attributes.IsDefault ? [] : query.Attributes, value] }),
        Set(Condition, (query, value) => query with { Attributes = [.. query.Attributes.IsDefault ? [] : query.Attributes, value] }));

    private static Gen<Func<TraceQuery, TraceQuery>> Set<T>(Gen<T> any, Func<TraceQuery, T, TraceQuery> set) =>
        any.Select(value => (Func<TraceQuery, TraceQuery>)(query => set(query, value)));

    private static Gen<string?> Maybe(ImmutableArray<string> texts) =>
        Gen.Elements(texts.Select(text => (string?)text).Append(null));

    private static IEnumerable<Tag> Actor(int number) => number switch
    {
        1 => [new("akka.actor.path", "/user/orders"), new("akka.actor.type", "Shop.OrderActor"), new(TracingTags.MailboxWaitNanos, 30)],
        2 => [new("akka.actor.path", "/user/orders/$a"), new(TracingTags.MailboxWaitNanos, 5)],
        3 => [new("akka.actor.path", "/user/ordersAndMore"), new(TracingTags.Undelivered, "dead letter")],
        _ => [],
    };

    private static SpanOrigin OriginOf(
        string service, ImmutableArray<Tag> resource, string scope, ImmutableArray<Tag> scopeTags)
    {
        var (first, second) = (new ProtoWriter(), new ProtoWriter());
        OtlpValueWriter.Tags(first, F.Resource.Attributes, [new Tag(Resource.ServiceNameKey, service), .. resource]);
        second.String(F.Scope.Name, scope);
        OtlpValueWriter.Tags(second, F.Scope.Attributes, scopeTags.AsSpan());
        return new SpanOrigin(first.ToArray(), "", second.ToArray(), "");
    }
}
