using System.Collections.Immutable;
using Tracing.Closing;
using Tracing.TailSampling;
using Tracing.Wire.Spans;

namespace Tracing.Assembling;

/// <summary>A trace, or a later revision of it, as the assembler returns it.</summary>
/// <param name="Revision">0 when the trace closes. Late spans make the next revision, which contains only them.</param>
/// <param name="Spans">The new spans, in order of arrival.</param>
/// <param name="Conflicts">Number of spans with the id of a different span; both are kept.</param>
public sealed record ClosedTrace(
    TraceId TraceId,
    int Revision,
    Completeness Completeness,
    ImmutableArray<RawSpan> Spans,
    int Conflicts,
    DateTimeOffset ClosedAt)
{
    /// <summary>Number of spans left out so far because the trace is full
    /// (<see cref="AssemblerSettings.HardMaxSpansPerTrace"/>).</summary>
    public long Truncated { get; init; }

    /// <summary>The sampling decision made when the trace closed; revisions carry the same one.</summary>
    public TraceDecision Decision { get; init; } = TraceDecision.KeptByDefault;
}
