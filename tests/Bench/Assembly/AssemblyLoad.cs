using Tracing.Otlp;

namespace Tracing.Bench.Assembly;

/// <summary>OTLP requests as they come in: traces of eight spans with eight attributes each, every span
/// counted.</summary>
internal static class AssemblyLoad
{
    public const int SpansPerTrace = 8;
    private const int SpansPerRequest = 512;

    /// <param name="spread">True: the spans of a trace come in eight different requests, as from eight
    /// services.</param>
    /// <param name="rootless">True: the roots stay away, so that no trace closes.</param>
    public static List<byte[]> Requests(int traces, bool spread, bool rootless)
    {
        var recorder = new SpanRecorder(new RecorderSettings { RingCapacity = 1 << 20 });
        var tracer = recorder.TracerFor("shop");
        const int Together = SpansPerRequest;
        var requests = new List<byte[]>();
        var writer = new OtlpBatchWriter();
        var drained = new FinishedSpan[SpansPerRequest];
        for (var first = 0; first < traces; first += Together)
        {
            var spans = Enumerable.Range(0, Together).Select(_ => Trace(tracer, rootless)).ToArray();
            var perTrace = spans[0].Length;
            var order = spread
                ? from at in Enumerable.Range(0, perTrace) from trace in spans select trace[at]
                : from trace in spans from span in trace select span;
            foreach (var span in order) span.End();
            while (recorder.Drain(drained) is > 0 and var count) requests.Add(writer.Write(drained.AsSpan(0, count)));
        }
        return requests;
    }

    // Children end before their parents: the root is last, and closes the trace.
    private static Span[] Trace(Tracer tracer, bool rootless)
    {
        var spans = new Span[SpansPerTrace];
        spans[^1] = Tagged(tracer.StartRoot("POST /orders"));
        for (var i = SpansPerTrace - 2; i >= 0; i--)
            spans[i] = Tagged(tracer.StartChild($"OrderService Step{i}", spans[Math.Min(i + 1 + (i % 2), SpansPerTrace - 1)]));
        return rootless ? spans[..^1] : spans;
    }

    private static Span Tagged(Span span) => span
        .SetTag("messaging.system", "akka").SetTag("messaging.operation.type", "process")
        .SetTag("akka.actor.path", "/user/orders/shard-17/order-4711").SetTag("akka.actor.type", "Shop.Orders.OrderActor")
        .SetTag("akka.message.type", "Shop.Orders.PlaceOrder").SetTag("order.id", 4711)
        .SetTag("customer.tier", "gold");
}
