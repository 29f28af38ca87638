using System.Collections.Immutable;
using Tracing.Assembling;
using Tracing.Figures;
using Tracing.TailSampling;

namespace Tracing.Contracts;

/// <summary>A collector's counts: its assembler's since the start, and what the collector holds now.</summary>
/// <param name="OpenBytes">Bytes that the spans of open traces use in memory.</param>
/// <param name="WaitingTraces">Closed traces that are not in the sinks yet.</param>
/// <param name="Refused">Batches that were refused because too much waited for the sinks.</param>
/// <param name="SinkFailures">Attempts to store that failed; each is repeated.</param>
public sealed record CollectorCounts(
    AssemblerCounts Assembler, int OpenTraces, long OpenBytes, int WaitingTraces, long Refused, long SinkFailures)
{
    /// <summary>The sampling decisions, counted by policy and reason.</summary>
    public ImmutableArray<DecisionCount> Decisions { get; init; } = [];

    /// <summary>Figures of all spans, before sampling; at most a second old.</summary>
    public FiguresSnapshot Figures { get; init; } = FiguresSnapshot.Empty;

    /// <summary>The counts of a collector that has received nothing.</summary>
    public static CollectorCounts None { get; } = new(default, 0, 0, 0, 0, 0);

    /// <summary>Adds up the counts of several collectors.</summary>
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

    /// <summary>Returns the counts that remain after the collector has stopped: it holds nothing any more.</summary>
    public CollectorCounts Stopped() => this with { OpenTraces = 0, OpenBytes = 0, WaitingTraces = 0 };
}
