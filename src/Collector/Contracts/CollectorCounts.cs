using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Figures;
using Tracing.TailSampling;

namespace Tracing.Contracts;

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

    /// <summary>Nothing done, nothing held.</summary>
    public static CollectorCounts None { get; } = new(default, 0, 0, 0, 0, 0);

    /// <summary>Several collectors' counts as one.</summary>
    public static CollectorCounts Sum(IReadOnlyCollection<CollectorCounts> all)
    {
        ArgumentNullException.ThrowIfNull(all);
        return new CollectorCounts(
            all.Aggregate(default(AssemblerCounts), static (sum, one) => sum.Plus(one.Assembler)), all.Sum(one => one.OpenTraces),
            all.Sum(one => one.OpenBytes), all.Sum(one => one.WaitingTraces), all.Sum(one => one.Refused),
            all.Sum(one => one.SinkFailures))
        {
            Decisions =
            [
                .. all.SelectMany(one => one.Decisions).GroupBy(one => (one.Policy, one.Reason, one.Keeps)).Select(same =>
                    new DecisionCount(same.Key.Policy, same.Key.Reason, same.Key.Keeps, same.Sum(one => one.Traces),
                        same.Sum(one => one.Spans), same.Sum(one => one.LateSpans), same.Sum(one => one.Weight))),
            ],
            Figures = FiguresSnapshot.Sum(all.Select(one => one.Figures)),
        };
    }

    /// <summary>What remains of the counts of a collector that has stopped: what it did, not what it held.</summary>
    public CollectorCounts Stopped() => this with { OpenTraces = 0, OpenBytes = 0, WaitingTraces = 0 };
}
