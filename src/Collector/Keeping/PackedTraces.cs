using Tracing.Wire.Spans;

namespace Tracing.Keeping;

/// <summary>Traces as a store has packed them: each different field and origin once, with a number, and the numbers
/// that make up each span. Looking at millions of spans this way costs a small part of unpacking them.</summary>
/// <remarks>Immutable, any thread. A span is known by its index.</remarks>
internal abstract class PackedTraces
{
    /// <summary>The traces to look at.</summary>
    public abstract IReadOnlyList<int> Traces { get; }

    /// <summary>The size of all that is packed here.</summary>
    public abstract long Bytes { get; }

    public abstract TraceId IdOf(int trace);

    /// <summary>Number of traces for which a trace stands; 0: no sampler saw it.</summary>
    public abstract double WeightOf(int trace);

    /// <summary>The first span of a trace, and the one after its last.</summary>
    public abstract (int First, int End) SpansOf(int trace);

    /// <summary>A field of a span, with its tag.</summary>
    public abstract ReadOnlySpan<byte> Field(int number);

    public abstract SpanOrigin Origin(int number);

    /// <summary>The number of the span's origin.</summary>
    public abstract int OriginOf(int span);

    /// <summary>The index of the span's parent within its trace; negative where the trace does not have it.</summary>
    public abstract int ParentOf(int span);

    public abstract ulong StartOf(int span);

    public abstract ulong EndOf(int span);

    /// <summary>The numbers of those of the span's fields that the scan reads, in their order; ids and times are not
    /// among them.</summary>
    public abstract ReadOnlySpan<int> FieldsOf(int span);
}
