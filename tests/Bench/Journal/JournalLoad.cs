using System.Buffers.Binary;
using Tracing.Assembling;
using Tracing.Bench.Storage;
using Tracing.Wire.Otlp;
using Tracing.Wire.Spans;

namespace Tracing.Bench.Journal;

/// <summary>Requests of whole traces as a door gets them: one is made, each further one has ids of its own. Any
/// thread.</summary>
internal sealed class JournalLoad
{
    private readonly byte[] _template;
    private readonly (int At, int Trace)[] _ids;
    private long _last;

    /// <param name="spans">The least number of spans of a request.</param>
    public JournalLoad(int spans)
    {
        using var maker = new GeneratedTraces(seed: 1);
        var traces = new List<ClosedTrace>();
        while (Spans < spans)
        {
            traces.AddRange(maker.Next(1, TimeProvider.System.GetUtcNow(), default));
            Spans += traces[^1].Spans.Length;
        }
        _template = OtlpProtobuf.Write(traces.SelectMany(trace => trace.Spans));
        var id = new byte[16];
        var ids = new List<(int, int)>();
        for (var i = 0; i < traces.Count; i++)
        {
            traces[i].TraceId.Write(id);
            for (var at = 0; _template.AsSpan(at).IndexOf(id) is >= 0 and var next; at += next + id.Length) ids.Add((at + next, i));
        }
        _ids = [.. ids];
    }

    public int Spans { get; }

    public SpanBatch Next()
    {
        var request = _template.ToArray();
        var number = Interlocked.Increment(ref _last);
        foreach (var (at, trace) in _ids)
        {
            // Random ids, as far as an index can tell.
            var mixed = (ulong)((number << 8) + trace + 1) * 0x9E3779B97F4A7C15;
            BinaryPrimitives.WriteUInt64BigEndian(request.AsSpan(at), mixed);
            BinaryPrimitives.WriteUInt64BigEndian(request.AsSpan(at + 8), mixed ^ 0x5555_5555_5555_5555);
        }
        return OtlpSkim.TryRead(request, out var fault) ?? throw new InvalidOperationException($"no OTLP: {fault}");
    }
}
