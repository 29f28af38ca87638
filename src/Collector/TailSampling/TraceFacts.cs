using System.Collections.Immutable;
using Tracing.Closing;
using Tracing.Wire.Spans;

namespace Tracing.TailSampling;

/// <summary>A closed trace as policies see it: what costs anything to know is read when first asked for, and
/// once.</summary>
/// <remarks>One owner, for as long as one decision takes.</remarks>
public sealed class TraceFacts(TraceId id, ImmutableArray<RawSpan> spans, Completeness completeness)
{
    private TraceAttributes? _attributes;
    private ImmutableArray<TraceOperation> _operations;
    private TraceOperation? _root;
    private bool _isMeasured;
    private bool _hasError;
    private ulong _durationNanos;
    private ulong _longestSpanNanos;

    public TraceId TraceId => id;

    public Completeness Completeness => completeness;

    public int SpanCount => spans.Length;

    public bool HasError => Measured()._hasError;

    /// <summary>From the first start to the last end.</summary>
    public ulong DurationNanos => Measured()._durationNanos;

    public ulong LongestSpanNanos => Measured()._longestSpanNanos;

    /// <summary>Of the root span; of the earliest one where no root is here.</summary>
    public TraceOperation Root => _root ??= spans.IsEmpty ? new TraceOperation("", "") : OperationOf(spans[FindRoot()]);

    /// <summary>Every operation that has a span in the trace, once.</summary>
    public ImmutableArray<TraceOperation> Operations => _operations.IsDefault
        ? _operations = [.. spans.Select(static span => OperationOf(span)).Distinct()]
        : _operations;

    /// <summary>The values under this key on any span, or on the resource of any span.</summary>
    public ReadOnlySpan<TagValue> Values(string key) => (_attributes ??= new TraceAttributes(spans))[key];

    private static TraceOperation OperationOf(in RawSpan span) => new(span.Origin.Service, SpanLabel.Of(span).NameText());

    private TraceFacts Measured()
    {
        if (_isMeasured) return this;
        _isMeasured = true;
        ulong start = ulong.MaxValue, end = 0;
        foreach (ref readonly var span in spans.AsSpan())
        {
            start = Math.Min(start, span.StartUnixNanos);
            end = Math.Max(end, span.EndUnixNanos);
            _hasError |= span.Has(RawSpanFacts.Error);
            if (span.EndUnixNanos > span.StartUnixNanos)
                _longestSpanNanos = Math.Max(_longestSpanNanos, span.EndUnixNanos - span.StartUnixNanos);
        }
        _durationNanos = end > start ? end - start : 0;
        return this;
    }

    private int FindRoot()
    {
        var best = 0;
        for (var i = 1; i < spans.Length; i++)
        {
            var (one, other) = (spans[i], spans[best]);
            if (one.IsRoot != other.IsRoot ? one.IsRoot : one.StartUnixNanos < other.StartUnixNanos) best = i;
        }
        return best;
    }
}
