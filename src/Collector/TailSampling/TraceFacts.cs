using System.Collections.Immutable;
using Tracing.Closing;
using Tracing.Wire.Spans;

namespace Tracing.TailSampling;

/// <summary>A closed trace as policies see it. Facts that cost something are read at the first use, and once.</summary>
/// <remarks>One owner, for the time of one decision.</remarks>
public sealed class TraceFacts(TraceId id, ImmutableArray<RawSpan> spans, Completeness completeness)
{
    private TraceAttributes? _attributes;
    private ImmutableArray<TraceOperation> _operations;
    private TraceOperation? _root;
    private TraceMeasure? _measure;

    public TraceId TraceId => id;

    public Completeness Completeness => completeness;

    public int SpanCount => spans.Length;

    public bool HasError => Measure.Errors > 0;

    /// <summary>From the first start to the last end.</summary>
    public ulong DurationNanos => Measure.DurationNanos;

    public ulong LongestSpanNanos => Measure.LongestSpanNanos;

    /// <summary>The operation of the root span, or of the earliest span where no root is here.</summary>
    public TraceOperation Root => _root ??= TraceMeasure.RootOf(spans.AsSpan()) is >= 0 and var root
        ? OperationOf(spans[root])
        : new TraceOperation("", "");

    /// <summary>Each operation that has a span in the trace, once.</summary>
    public ImmutableArray<TraceOperation> Operations => _operations.IsDefault
        ? _operations = [.. spans.Select(static span => OperationOf(span)).Distinct()]
        : _operations;

    /// <summary>The values under this key on any span, or on the resource of any span.</summary>
    public ReadOnlySpan<TagValue> Values(string key) => (_attributes ??= new TraceAttributes(spans))[key];

    private TraceMeasure Measure => _measure ??= TraceMeasure.Of(spans.AsSpan());

    private static TraceOperation OperationOf(in RawSpan span) => new(span.Origin.Service, SpanLabel.Of(span).NameText());
}
