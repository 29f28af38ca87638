using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Keeping;
using Tracing.Otlp;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.TraceQl;

/// <summary>Three traces to evaluate queries on: a checkout that fails, an order that goes through a queue, and two spans
/// whose parent is missing.</summary>
internal static class SmallWorld
{
    private const ulong Milli = 1_000_000;

    private static readonly Tag _production = new("deployment.environment", "production");
    private static readonly Tag _staging = new("deployment.environment", "staging");

    public static ulong Start { get; } = Some.Span(1).StartUnixNanos;

    public static ImmutableArray<KeptTrace> Traces { get; } =
    [
        Trace(1, Completeness.Exact,
            Span(1, 1, 0, 0, 100, "GET /cart", "frontend", SpanKind.Server, SpanStatus.Ok, [_production],
                [new("http.method", "GET"), new("http.status_code", 200), new("cache.hit", false)], "web"),
            Span(1, 2, 1, 10, 30, "SELECT", "db", SpanKind.Client, SpanStatus.Unset, [_production],
                [new("db.system", "postgresql"), new("rows read", 12)]),
            Charge(),
            Span(1, 4, 3, 50, 40, "POST /pay", "bank", SpanKind.Server, SpanStatus.Error, [_production],
                [new("http.method", "POST"), new("http.status_code", 503)])),
        Trace(2, Completeness.Settled,
            Span(2, 1, 0, 0, 2_000, "POST /orders", "frontend", SpanKind.Server, SpanStatus.Unset, [_staging],
                [
                    new("http.method", "POST"), new("http.status_code", 201), new("cache.hit", true),
                    new("tags", TagValue.Of([TagValue.Of("a"), TagValue.Of("b")])), new("size", 3 * 1024 * 1024),
                    new("ratio", 0.5),
                ], "web"),
            Publish(),
            Span(2, 3, 2, 20, 1_000, "consume", "worker", SpanKind.Consumer, SpanStatus.Ok, [_staging],
                [new("http.status_code", "200")])),
        Trace(3, new Completeness(CompletenessKind.Partial, PartialReason.Age, [new MissingSpans(Some.Id(9), true, 0)]),
            Span(3, 5, 9, 3_600_000, 10, "sweep", "worker", SpanKind.Internal, SpanStatus.Unset, [], []),
            Span(3, 6, 9, 3_600_020, 20, "sweep", "worker", SpanKind.Internal, SpanStatus.Unset, [], [])),
    ];

    /// <summary>The spans that a query selects, as <c>trace/span</c>.</summary>
    public static string Select(TraceQlQuery query) => string.Join(' ', Traces
        .Select(query.Match).OfType<TraceQlMatch>()
        .SelectMany(match => match.Spansets.SelectMany(set => set.Spans))
        .Select(span => $"{span.Span.TraceId.Low}/{span.Span.SpanId.Value}"));

    private static KeptTrace Trace(int number, Completeness completeness, params ImmutableArray<RawSpan> spans) =>
        KeptTrace.Of(new ClosedTrace(Some.Trace(number), 0, completeness, spans, 0, Some.Time));

    private static RawSpan Charge() => Span(1, 3, 1, 45, 50, "charge", "payments", SpanKind.Client, SpanStatus.Error,
        [_production], [new("http.method", "POST"), new("http.status_code", 500), new("retry", -1)], "",
        span => span with
        {
            StatusMessage = "refused",
            Events =
            [
                new(Start + (50 * Milli), "exception",
                    [new("exception.message", "the card was refused"), new("exception.type", "Refused")]),
                new(Start + (46 * Milli), "log", []),
            ],
        });

    private static RawSpan Publish() => Span(2, 2, 1, 5, 5, "publish", "frontend", SpanKind.Producer, SpanStatus.Unset,
        [_staging], [], "", span => span with
        {
            Links = [new(Some.Trace(1), Some.Id(3), null, 0, [new("link.kind", "follows")])],
        });

    private static RawSpan Span(int trace, int id, int parent, int startMillis, int millis, string name, string service,
        SpanKind kind, SpanStatus status, ImmutableArray<Tag> resource, ImmutableArray<Tag> tags, string scope = "",
        Func<SpanData, SpanData>? with = null)
    {
        var record = new SpanData
        {
            TraceId = Some.Trace(trace),
            SpanId = Some.Id(id),
            ParentSpanId = Some.Id(parent),
            Name = name,
            Kind = kind,
            Status = status,
            StartUnixNanos = Start + ((ulong)startMillis * Milli),
            EndUnixNanos = Start + ((ulong)(startMillis + millis) * Milli),
            Tags = tags,
        };
        return Some.Raw(with?.Invoke(record) ?? record) with { Origin = Origin(service, resource, scope) };
    }

    private static SpanOrigin Origin(string service, ImmutableArray<Tag> resource, string scope)
    {
        var (first, second) = (new ProtoWriter(), new ProtoWriter());
        OtlpValueWriter.Tags(first, F.Resource.Attributes, [new Tag(Resource.ServiceNameKey, service), .. resource]);
        second.String(F.Scope.Name, scope);
        if (scope.Length > 0)
        {
            second.String(F.Scope.Version, "1.2");
            OtlpValueWriter.Tags(second, F.Scope.Attributes, [new Tag("language", "cs")]);
        }
        return new SpanOrigin(first.ToArray(), "", second.ToArray(), "");
    }
}
