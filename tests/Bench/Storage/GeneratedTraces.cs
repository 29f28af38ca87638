using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Closing;
using Tracing.Configuration;
using Tracing.Demo.Generating;
using Tracing.Otlp;
using Tracing.Wire.Otlp;
using Tracing.Wire.Spans;

namespace Tracing.Bench.Storage;

/// <summary>Closed traces with the data of <c>./run generate</c>, encoded and read as a door does it.</summary>
/// <remarks>One owner. The system is the shop, with two rare operations: one that nobody handles, and one that is slow.
/// One trace in a thousand lacks a span.</remarks>
internal sealed class GeneratedTraces : IDisposable
{
    /// <summary>The actor of the rare operation.</summary>
    public const string RareActor = "/user/reports";

    private const int BatchSpans = 512;
    private const int LackingEvery = 1_000;

    // The roots of the shop get a weight of 1,400 together, so each of these begins one trace in 1,402.
    private const string RareOperations =
        """
        { name = "ReportActor Refresh", service = reports, kind = consumer, actor = "/user/reports/{int 1 9}", wait = 90s
          latency = 2s, spread = 1, weight = 1, attributes = ["report.kind={pick daily|weekly}"] }
        { name = "AuditActor Note", service = reports, kind = consumer, actor = "/user/audit", weight = 1
          attributes = ["tracing.undelivered=dead letter", "audit.note={uuid}"] }
        """;

    private readonly OtlpSpanSender _encoder = new(new OtlpDestination(new Uri("http://127.0.0.1")));
    private readonly TraceMaker _maker;
    private readonly List<MadeSpan> _made = [];
    private long _count;

    public GeneratedTraces(int seed) => _maker = new TraceMaker(System(), seed);

    /// <summary>Makes traces that end one after the other.</summary>
    /// <param name="end">The end of the first one.</param>
    /// <param name="apart">Time between the ends.</param>
    public ImmutableArray<ClosedTrace> Next(int count, DateTimeOffset end, TimeSpan apart)
    {
        var traces = ImmutableArray.CreateBuilder<ClosedTrace>(count);
        for (var i = 0; i < count; i++)
        {
            _maker.Make(_made, end + (i * apart));
            if (_made.Count < BatchSpans && i < count - 1) continue;
            var batch = OtlpSkim.TryRead(_encoder.Encode(_made), out _)!;
            _made.Clear();
            foreach (var spans in batch.Spans.GroupBy(static span => span.TraceId))
                traces.Add(Close([.. spans]));
        }
        return traces.MoveToImmutable();
    }

    public void Dispose() => _encoder.Dispose();

    private ClosedTrace Close(ImmutableArray<RawSpan> spans)
    {
        if (++_count % LackingEvery == 0 && spans.Length > 1) spans = spans[1..];
        var ledger = new TraceLedger();
        foreach (var span in spans) ledger.Add(span);
        var end = spans.Max(static span => span.EndUnixNanos);
        return new ClosedTrace(spans[0].TraceId, 0, ledger.Judge(PartialReason.None), spans, 0,
            DateTimeOffset.UnixEpoch.AddTicks((long)(end / 100)));
    }

    private static SystemPlan System()
    {
        var shop = EmbeddedText.Read(typeof(SystemPlan).Assembly, "Tracing.Demo.shop.conf")
            .Replace("weight = 6,", "weight = 420,", StringComparison.Ordinal)
            .Replace("weight = 14,", "weight = 980,", StringComparison.Ordinal);
        return SystemPlan.Parse(shop.Insert(shop.LastIndexOf(']'), RareOperations), "shop.conf");
    }
}
