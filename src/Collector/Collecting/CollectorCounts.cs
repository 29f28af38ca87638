using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Figures;
using Tracing.TailSampling;

namespace Tracing.Collecting;

/// <summary>How a collector stands: what its assembler did, and what it holds now.</summary>
/// <param name="OpenBytes">Bytes of span data in open traces.</param>
/// <param name="Refused">Batches that were turned away because too much waited for the sinks.</param>
/// <param name="SinkFailures">Attempts to store that failed, and were or will be repeated.</param>
public sealed record CollectorCounts(
    AssemblerCounts Assembler, int OpenTraces, long OpenBytes, int WaitingTraces, long Refused, long SinkFailures)
{
    /// <summary>Which traces were kept and which dropped, by policy and reason.</summary>
    public ImmutableArray<DecisionCount> Decisions { get; init; } = [];

    /// <summary>Of all spans, before sampling; at most a second old.</summary>
    public FiguresSnapshot Figures { get; init; } = FiguresSnapshot.Empty;
}
