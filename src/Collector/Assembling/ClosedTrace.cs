using System.Collections.Immutable;
using Tracing.Closing;
using Tracing.TailSampling;
using Tracing.Wire.Spans;

namespace Tracing.Assembling;

/// <summary>A trace as it left the assembler.</summary>
/// <param name="Revision">0 when it closed; each arrival of late spans is the next, and brings only those.</param>
/// <param name="Spans">In order of arrival.</param>
/// <param name="Conflicts">Spans that carry an id already taken by a different one; both are kept.</param>
public sealed record ClosedTrace(
    TraceId TraceId,
    int Revision,
    Completeness Completeness,
    ImmutableArray<RawSpan> Spans,
    int Conflicts,
    DateTimeOffset ClosedAt)
{
    /// <summary>Spans so far that came when the trace took no more
    /// (<see cref="AssemblerSettings.HardMaxSpansPerTrace"/>).</summary>
    public long Truncated { get; init; }

    /// <summary>Made when it closed; a revision follows it.</summary>
    public TraceDecision Decision { get; init; } = TraceDecision.KeptByDefault;
}
