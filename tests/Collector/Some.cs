using System.Collections.Immutable;
using Tracing.Otlp;
using Tracing.Otlp.Proto;
using Tracing.Trees;
using Tracing.Wire.Otlp;
using Tracing.Wire.Spans;

namespace Tracing;

/// <summary>Spans for tests, as the collector gets them: encoded and skimmed.</summary>
internal static class Some
{
    public static DateTimeOffset Time { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static SpanOrigin Origin(string service = "shop")
    {
        var to = new ProtoWriter();
        OtlpValueWriter.Tags(to, OtlpFields.Resource.Attributes, [new Tag(Resource.ServiceNameKey, service)]);
        return new SpanOrigin(to.ToArray(), "", default, "");
    }

    /// <summary>Span number <paramref name="id"/> of trace number <paramref name="trace"/>.</summary>
    /// <param name="parent">0 for a root.</param>
    /// <param name="children">Null when its library does not count.</param>
    public static RawSpan Span(int id, int parent = 0, int? children = 0, int trace = 1, string? name = null,
        string service = "shop", int startMillis = 0, int millis = 10, params ReadOnlySpan<Tag> tags) =>
        Raw(Record(id, parent, children, trace, name, startMillis, millis, tags), service);

    /// <summary>A span that says, or does not say, whether its parent ran in another process.</summary>
    public static RawSpan Child(int id, int parent, int? children = 0, int trace = 1, string? name = null,
        bool? remote = null, SpanKind kind = SpanKind.Unspecified, params ReadOnlySpan<Tag> tags) =>
        Raw(Record(id, parent, children, trace, name, 0, 10, tags) with
        {
            Kind = kind,
            Flags = remote is { } known ? OtlpFlags.RemotenessKnown | (known ? OtlpFlags.ParentIsRemote : 0) : 0,
        });

    private static SpanData Record(int id, int parent, int? children, int trace, string? name, int startMillis,
        int millis, ReadOnlySpan<Tag> tags)
    {
        ImmutableArray<Tag> all = [.. tags, .. children is { } count ? new[] { new Tag(TracingTags.Children, count) } : []];
        return new SpanData
        {
            TraceId = Trace(trace),
            SpanId = new SpanId((ulong)id),
            ParentSpanId = new SpanId((ulong)parent),
            Name = name ?? $"span {id}",
            StartUnixNanos = Nanos(startMillis),
            EndUnixNanos = Nanos(startMillis + millis),
            Tags = all,
        };
    }

    public static RawSpan Raw(SpanData record, string service = "shop")
    {
        var to = new ProtoWriter();
        OtlpSpanWriter.Write(to, 1, record);
        var reader = new ProtoReader(to.Written);
        reader.Next();
        Assert.True(OtlpSkim.TryReadSpan(reader.Content.ToArray(), Origin(service), out var raw, out var problem), problem);
        return raw;
    }

    public static TraceSpan Decoded(int id, int parent = 0, int startMillis = 0, string? name = null) =>
        TraceSpan.Decode(Span(id, parent, name: name, startMillis: startMillis));

    public static TraceId Trace(int number) => new(0xABCD, (ulong)number);

    public static SpanId Id(int number) => new((ulong)number);

    /// <summary>The tutorial's three requests: nine spans, three traces of three.</summary>
    public static ImmutableArray<RawSpan> Tutorial() =>
    [
        .. from trace in Enumerable.Range(1, 3)
           from span in new[]
           {
               Span(1, 0, 1, trace, "make_request", "Client", 0, 40),
               Span(2, 1, 1, trace, "handle_request", "OrderService", 1, 38),
               Span(3, 2, 0, trace, "process_data", "OrderService", 20, 15),
           }
           select span,
    ];

    private static ulong Nanos(int millis) =>
        (ulong)(Time.AddMilliseconds(millis) - DateTimeOffset.UnixEpoch).Ticks * 100;
}
