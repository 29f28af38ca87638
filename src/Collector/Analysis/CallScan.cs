using Tracing.Keeping;
using Tracing.Otlp.Proto;
using Tracing.Trees;
using Tracing.Wire.Spans;
using F = Tracing.Otlp.OtlpFields;

namespace Tracing.Analysis;

/// <summary>Counts the calls in the traces that a store shows; open traces are left out.</summary>
/// <remarks>One owner.</remarks>
internal sealed class CallScan(ICallCounter counter) : IPackedScan
{
    private readonly CallTrace _trace = new();

    /// <summary>Number of traces that were counted.</summary>
    public int Traces { get; private set; }

    public void Restart()
    {
        counter.Clear();
        Traces = 0;
    }

    public bool Skips(TraceId id) => false;

    public bool Reads(ReadOnlySpan<byte> field)
    {
        var reader = new ProtoReader(field);
        return reader.Next() && reader.Field switch
        {
            F.Span.Status => true,
            F.Span.Kind => counter.SeesPeers,
            F.Span.Attributes => (counter.SeesActors && field.IndexOf(CallSpan.ActorKeys) >= 0)
                || (counter.SeesPeers && field.IndexOf(CallSpan.PeerKey) >= 0),
            _ => false,
        };
    }

    public bool Add(PackedTraces traces)
    {
        var variants = new SpanVariants<CallSpan>(traces,
            static (fields, origin) => CallSpan.Of(new TraceSpan(OtlpDecoder.Span(fields), origin)));
        foreach (var trace in traces.Traces)
        {
            _trace.Clear();
            var (first, end) = traces.SpansOf(trace);
            for (var span = first; span < end; span++)
            {
                // A damaged block may name a parent that the trace does not have.
                var parent = traces.ParentOf(span);
                _trace.Add(variants.Of(span), (uint)parent < end - first ? parent : CallTrace.None);
            }
            counter.Add(_trace);
            Traces++;
        }
        return true;
    }

    public bool Add(KeptTrace trace)
    {
        if (trace.IsOpen) return true;
        counter.Add(CallTrace.Of(TraceTree.Of(trace.Decode())));
        Traces++;
        return true;
    }
}
