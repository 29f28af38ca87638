using Tracing.Trees;
using Tracing.Wire.Spans;
using Tracing.Wire.Zipkin;

namespace Tracing.Analysis;

/// <summary>Traces for tables of cases, in milliseconds: <c>1 0-40; 2&lt;1 5-20 w3</c> is span 1, and 2 under it with 3
/// ms in a mailbox.</summary>
/// <remarks>After the times: wN mailbox wait, nN wire (network), @service, !error, K kind Server, C kind Consumer,
/// A kind Client (it asks), P kind Producer, #name, ^actor, >peer.</remarks>
internal static class Drawn
{
    public static TraceTree Tree(string drawing) => TraceTree.Of(Spans(drawing));

    public static TraceSpan[] Spans(string drawing) =>
        [.. drawing.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Span)];

    public static TraceTree Tree(IEnumerable<RawSpan> spans) => TraceTree.Of([.. spans.Select(span => TraceSpan.Decode(span))]);

    /// <summary>Returns a time of a drawing in milliseconds.</summary>
    public static int Millis(ulong unixNanos) => (int)(unixNanos / 1_000_000 - Start);

    private static ulong Start => (ulong)Some.Time.ToUnixTimeMilliseconds();

    private static TraceSpan Span(string drawing)
    {
        var words = drawing.Split(' ');
        var ids = words[0].Split('<');
        var times = words[1].Split('-');
        var service = "shop";
        var record = new SpanData
        {
            TraceId = Some.Trace(1),
            SpanId = Some.Id(int.Parse(ids[0], null)),
            ParentSpanId = Some.Id(ids.Length > 1 ? int.Parse(ids[1], null) : 0),
            Name = $"span {ids[0]}",
            StartUnixNanos = At(times[0]),
            EndUnixNanos = At(times[1]),
        };
        foreach (var word in words[2..])
        {
            if (word[0] == '@') service = word[1..];
            else record = With(record, word[0], word[1..]);
        }
        return TraceSpan.Decode(Some.Raw(record, service));
    }

    private static SpanData With(SpanData record, char what, string value) => what switch
    {
        'w' => record with { Tags = record.Tags.Add(new Tag(TracingTags.MailboxWaitNanos, Nanos(value))) },
        'n' => record with { Tags = record.Tags.Add(new Tag(TracingTags.WireNanos, Nanos(value))) },
        '!' => record with { Status = SpanStatus.Error },
        'K' => record with { Kind = SpanKind.Server },
        'C' => record with { Kind = SpanKind.Consumer },
        'A' => record with { Kind = SpanKind.Client },
        'P' => record with { Kind = SpanKind.Producer },
        '>' => record with { Tags = record.Tags.Add(new Tag(ZipkinTags.RemoteService, value)) },
        '#' => record with { Name = value },
        '^' => record with { Tags = record.Tags.Add(new Tag("akka.actor.path", value)) },
        _ => throw new ArgumentException($"unknown mark {what}"),
    };

    private static long Nanos(string millis) => int.Parse(millis, null) * 1_000_000L;

    private static ulong At(string millis) => (Start + ulong.Parse(millis, null)) * 1_000_000;
}
