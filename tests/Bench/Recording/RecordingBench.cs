using System.Runtime.CompilerServices;
using Tracing.Bench.Measuring;
using Tracing.Propagation;
using Tracing.Sampling;

namespace Tracing.Bench.Recording;

/// <summary>Measures the cost of a span in the traced code, and of a header in the code that sends it.</summary>
internal sealed class RecordingBench : IBench
{
    public const int BatchSize = 512;
    public const string Header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private readonly SpanRecorder _recorder = new();
    private readonly Dictionary<string, string> _headers = new() { ["traceparent"] = Header };
    private readonly Dictionary<string, string> _written = [];
    private readonly char[] _text = new char[TraceParent.Length];
    private readonly FinishedSpan[] _batch = new FinishedSpan[BatchSize];
    private readonly DecoratedWork _work = new();
    private readonly Span _unsampled;
    private readonly Tracer _tracer;
    private readonly TraceContext _context;
    private int _recorded;
    private bool _parsed;

    public RecordingBench()
    {
        _tracer = _recorder.TracerFor("bench");
        var off = new SpanRecorder(new RecorderSettings { Sampler = AlwaysOffSampler.Instance });
        _unsampled = off.TracerFor("bench").StartRoot("root");
        _parsed = TraceParent.TryParse(Header, out _context);
    }

    public void Run(TextWriter output)
    {
        using var peer = new OpenTelemetryPeer();
        // All rows run inside an unsampled trace, for the rows that measure a decorated call and the current span
        // there. The other rows do not look at it.
        Spans.RunRoot("bench", () => RowRunner.Run(Rows(peer), "OpenTelemetry SDK", output), _unsampled.Tracer);
        output.WriteLine("""

            ns: the median of 15 iterations of 50 ms, on both sides.
            finished span: root started, ended, put into the buffer, drained in batches. The SDK's Activity is also
            made current, which it cannot leave out. Its parse and format are its TraceContextPropagator's, and so are
            those of the last two rows, where ours goes the same way through a dictionary of headers.

            """);
        RowRunner.Run(new BareThreadRows().All, "public calls", output);
        output.WriteLine("""

            On a thread on which nothing flows, as a message's handler finds it: our way with private members of .NET
            (SpanFlow, ThreadFlow), and the same with public ones.
            """);
    }

    private List<BenchRow> Rows(OpenTelemetryPeer peer)
    {
        // A root allocates its trace's head too, and keeps its body.
        var record = SizeOf(typeof(Span)) + SizeOf(typeof(SpanBody)) + SizeOf(typeof(TraceHead));
        var fourTags = SizeOf(typeof(Tag[]), length: 4);
        // The context is one that this library made, so tracestate names its span beside traceparent.
        var headers = SizeOf(typeof(string), TraceParent.Length) + SizeOf(typeof(string), TraceState.OwnLength);
        return
        [
            new("finished span", RootSpan, peer.Span, new Aim(100, record)),
            new("finished span with 4 tags", SpanWithTags, peer.SpanWithTags, new Aim(150, record + fourTags)),
            new("unsampled call", UnsampledCall, peer.Unsampled(), new Aim(30, 0)),
            new("unsampled decorated call", () => _work.Decorated(1), peer.Unsampled(), new Aim(10, 0)),
            new("unsampled, a tag set", static () => Span.Current?.SetTag("k", 1), null, new Aim(10, 0)),
            new("traceparent parse", Parse, peer.Extract, new Aim(50, 0)),
            new("traceparent format", () => TraceParent.TryFormat(_context, _text), peer.Inject, new Aim(30, 0)),
            new("headers extracted", Extract, peer.Extract, new Aim(100, 0)),
            new("headers injected", Inject, peer.Inject, new Aim(100, headers)),
        ];
    }

    private void RootSpan()
    {
        _tracer.StartRoot("work").End();
        DrainFullBatch();
    }

    private void SpanWithTags()
    {
        _tracer.StartRoot("work").SetTag("http.method", "GET").SetTag("http.route", "/orders")
            .SetTag("http.status_code", 200).SetTag("cache.hit", true).End();
        DrainFullBatch();
    }

    private void UnsampledCall() => _unsampled.Tracer.StartChild("work", _unsampled).End();

    private void Parse() => _parsed = TraceParent.TryParse(Header, out _);

    private void Extract() =>
        TraceContextPropagator.Instance.Extract(_headers, static (from, name) => from.GetValueOrDefault(name));

    private void Inject() =>
        TraceContextPropagator.Instance.Inject(_context, _written, static (to, name, value) => to[name] = value);

    private void DrainFullBatch()
    {
        if (++_recorded % BatchSize == 0) _recorder.Drain(_batch);
    }

    /// <summary>The bytes of an object of this type on the heap, without the objects that it refers to.</summary>
    private static long SizeOf(Type type, int length = 0)
    {
        Make();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Make();
        return GC.GetAllocatedBytesForCurrentThread() - before;

        object Make() => type == typeof(string) ? new string('0', length)
            : type.IsArray ? Array.CreateInstanceFromArrayType(type, length)
            : RuntimeHelpers.GetUninitializedObject(type);
    }
}
