using System.Net.Http.Headers;
using Tracing.Otlp;

namespace Tracing.Bench.Memory;

/// <summary>Requests of OTLP with spans whose parents never come: each trace is new, and none is ever complete. One
/// owner.</summary>
internal sealed class RootlessSpans
{
    private readonly SpanRecorder _recorder = new(new RecorderSettings { BufferCapacity = 4 * SpansPerRequest });
    private readonly Tracer _tracer;
    private readonly OtlpBatchWriter _writer = new();
    private readonly FinishedSpan[] _spans = new FinishedSpan[SpansPerRequest];

    public RootlessSpans() => _tracer = _recorder.TracerFor("rootless");

    public const int SpansPerRequest = 400;

    public HttpContent Next()
    {
        for (var i = 0; i < SpansPerRequest; i++)
        {
            var parent = new TraceContext(TraceId.NewRandom(), SpanId.NewRandom(), TraceFlags.Sampled);
            _tracer.Start("OrderActor Reserve", parent, SpanKind.Consumer)
                .SetTag("messaging.system", "akka").SetTag("akka.actor.path", "/user/orders/12345")
                .SetTag("akka.message.type", "Shop.Orders.Reserve").SetTag("order.id", i).End();
        }
        var count = _recorder.Drain(_spans);
        var content = new ReadOnlyMemoryContent(_writer.Write(_spans.AsSpan(0, count)));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/x-protobuf");
        return content;
    }
}
