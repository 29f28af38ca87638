using System.Runtime.CompilerServices;
using Tracing.Bench.Measuring;
using Tracing.Propagation;
using Tracing.Sampling;

namespace Tracing.Bench.Recording;

/// <summary>What a span costs the code that is traced, and a header the code that sends it.</summary>
internal sealed class RecordingBench : IBench
{
    public const int BatchSize = 512;
    public const string Header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private readonly SpanRecorder _recorder = new();
    private readonly Dictionary<string, string> _headers = new() { ["traceparent"] = Header };
    private readonly Dictionary<string, string> _written = [];
    private readonly char[] _text = new char[TraceParent.Length];
    private readonly Span[] _batch = new Span[BatchSize];
    private readonly Tracer _tracer;
    private readonly TraceContext _context;
    private int _recorded;
    private bool _parsed;

    public RecordingBench()
    {
        _tracer = _recorder.TracerFor("bench");
        _parsed = TraceParent.TryParse(Header, out _context);
    }

    public string Name => "recording";

    public void Run(TextWriter output)
    {
        using var peer = new OpenTelemetryPeer();
        var record = SizeOf(typeof(Span));
        var fourTags = SizeOf(typeof(Tag[]), length: 4);
        var unsampled = new SpanRecorder(new RecorderSettings { Sampler = AlwaysOffSampler.Instance }).TracerFor("off").StartRoot("root");
        RowRunner.Run(
        [
            new("finished span", RootSpan, peer.Span, new Aim(Nanos: 100, Bytes: record)),
            new("finished span with 4 tags", SpanWithTags, peer.SpanWithTags, new Aim(Nanos: 150, Bytes: record + fourTags)),
            new("unsampled call", () => unsampled.Tracer.StartChild("work", unsampled).End(), peer.Unsampled(), new Aim(Nanos: 30, Bytes: 0)),
            new("nothing traced here", static () => Span.Current?.SetTag("k", 1), null, new Aim(Nanos: 10, Bytes: 0)),
            new("traceparent parse", () => _parsed = TraceParent.TryParse(Header, out _), peer.Extract, new Aim(Nanos: 50, Bytes: 0)),
            new("traceparent format", () => TraceParent.TryFormat(_context, _text), peer.Inject, new Aim(Nanos: 30, Bytes: 0)),
            new("headers extracted", Extract, peer.Extract, new Aim(Nanos: 100, Bytes: 0)),
            new("headers injected", Inject, peer.Inject, new Aim(Nanos: 100, Bytes: SizeOf(typeof(string), TraceParent.Length))),
        ], "OpenTelemetry SDK", output);
        output.WriteLine();
        output.WriteLine($"finished span: root started, ended, into the ring, drained in batches of {BatchSize}. The SDK's Activity is");
        output.WriteLine("also made current, which it cannot leave out. Its parse and format are its TraceContextPropagator's, and");
        output.WriteLine("so are those of the last two rows, where ours goes the same way through a dictionary of headers.");
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

    private void Extract() =>
        TraceContextPropagator.Instance.Extract(_headers, static (from, name) => from.GetValueOrDefault(name));

    private void Inject() =>
        TraceContextPropagator.Instance.Inject(_context, _written, static (to, name, value) => to[name] = value);

    private void DrainFullBatch()
    {
        if (++_recorded % BatchSize == 0) _recorder.Drain(_batch);
    }

    /// <summary>What an object of this type takes on the heap, without what it refers to.</summary>
    private static long SizeOf(Type type, int length = 0)
    {
        Make();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Make();
        return GC.GetAllocatedBytesForCurrentThread() - before;

        object Make() => type == typeof(string) ? new string('0', length)
            : type.IsArray ? Array.CreateInstanceFromArrayType(type, length) : RuntimeHelpers.GetUninitializedObject(type);
    }
}
