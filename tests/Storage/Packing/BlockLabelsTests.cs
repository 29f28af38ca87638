using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Finding;
using Tracing.Keeping;
using Tracing.Otlp.Proto;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Storage.Packing;

public class BlockLabelsTests
{
    private static RawSpan Span(string service, string name, SpanKind kind, int id, Action<ProtoWriter>? more = null)
    {
        var span = Some.Raw(new SpanData
        {
            TraceId = Some.Trace(1),
            SpanId = Some.Id(id),
            ParentSpanId = Some.Id(id - 1),
            Name = name,
            Kind = kind,
        }, service);
        var to = new ProtoWriter();
        more?.Invoke(to);
        return span with { Bytes = (byte[])[.. span.Bytes.Span, .. to.Written] };
    }

    private static Block Pack(params ImmutableArray<RawSpan>[] entries)
    {
        var builder = new BlockBuilder();
        foreach (var spans in entries)
        {
            builder.Add(builder.Count + 1,
                KeptTrace.Of(new ClosedTrace(spans[0].TraceId, 0, Completeness.Settled, spans, 0, Some.Time)));
        }
        return builder.Build();
    }

    [Fact]
    public void Each_operation_has_the_entries_with_a_span_that_is_read_with_its_name_and_kind()
    {
        Action<ProtoWriter> named = static to => to.Bytes(F.Span.Name, "second"u8);
        Action<ProtoWriter> ofKind = static to => to.NumberAlways(F.Span.Kind, (long)SpanKind.Client);
        ImmutableArray<RawSpan>[] entries =
        [
            [Span("shop", "get", SpanKind.Server, 1), Span("shop", "get", SpanKind.Client, 2)],
            [Span("bank", "get", SpanKind.Server, 1), Span("shop", "get", SpanKind.Server, 2)],
            [Span("shop", "", SpanKind.Unspecified, 1), Span("shop", "put", SpanKind.Unspecified, 2, named)],
            [Span("shop", "put", SpanKind.Server, 1, named), Span("shop", "post", SpanKind.Server, 2, named)],
            [Span("shop", "put", SpanKind.Unspecified, 1, ofKind), Span("shop", "put", SpanKind.Server, 2, ofKind)],
            [Span("shop", "get", SpanKind.Client, 1), Span("bank", "get", SpanKind.Server, 2)],
        ];
        var expected = entries.SelectMany(static (spans, entry) => spans.SelectMany(span =>
        {
            var label = SpanLabel.Of(span);
            var operation = (span.Origin.Service, (string?)label.NameText(), label.Kind, entry);
            return new[] { operation, (span.Origin.Service, null, SpanKind.Unspecified, entry) };
        })).ToHashSet();
        var found = Pack(entries).Labels.SelectMany(static use =>
            use.Entries.Select(entry => (use.Service, use.Operation, use.Kind, entry))).ToArray();
        Assert.Equal(expected.Order(), found.Order());
    }

    [Fact]
    public void Relations_exclude_nothing_where_a_span_has_two_names_or_an_id_in_an_unusual_encoding()
    {
        var shop = Span("shop", "get", SpanKind.Server, 1);
        var query = new TraceQuery(Operation: "get") { Caller = "bank" };
        Assert.False(BlockFilter.MayMatch(Pack([shop]).Filter, query));
        Assert.True(BlockFilter.MayMatch(
            Pack([shop with { Bytes = Span("shop", "get", SpanKind.Server, 1, Named).Bytes }]).Filter, query));
        Assert.True(BlockFilter.MayMatch(
            Pack([shop with { Bytes = Span("shop", "get", SpanKind.Server, 1, WithShortId).Bytes }]).Filter, query));

        static void Named(ProtoWriter to) => to.Bytes(F.Span.Name, "second"u8);
        static void WithShortId(ProtoWriter to) => to.Bytes(F.Span.ParentSpanId, "id"u8);
    }
}
