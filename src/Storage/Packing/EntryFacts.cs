using Tracing.Closing;
using Tracing.Keeping;
using Tracing.Wire.Spans;

namespace Tracing.Storage.Packing;

/// <summary>The facts of an entry that a search can check without unpacking its spans.</summary>
/// <param name="Sequence">The number of the entry in the order of all entries ever stored.</param>
internal readonly record struct EntryFacts(
    long Sequence, TraceId TraceId, ulong StartUnixNanos, ulong EndUnixNanos, bool HasErrors, CompletenessKind Kind)
{
    public ulong DurationNanos => EndUnixNanos > StartUnixNanos ? EndUnixNanos - StartUnixNanos : 0;

    public static EntryFacts Of(long sequence, KeptTrace trace)
    {
        var measure = TraceMeasure.Of(trace.Raw.AsSpan());
        return new EntryFacts(sequence, trace.TraceId, measure.StartUnixNanos, measure.EndUnixNanos,
            measure.Errors > 0, trace.Completeness.Kind);
    }

    /// <summary>False: the trace does not match.</summary>
    public bool MayMatch(TraceQuery query) => query.MayMatch(TraceId, StartUnixNanos, EndUnixNanos, HasErrors, Kind);
}
