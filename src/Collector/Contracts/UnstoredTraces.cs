using System.Collections.Immutable;
using Tracing.Assembling;

namespace Tracing.Contracts;

/// <summary>Traces that a collector has and that are not in its sinks yet.</summary>
/// <param name="Open">Open traces, newest first.</param>
/// <param name="Closed">Traces and revisions that have closed and wait for the sinks, newest first.</param>
public sealed record UnstoredTraces(ImmutableArray<OpenTraceCopy> Open, ImmutableArray<ClosedTrace> Closed)
{
    public static UnstoredTraces None { get; } = new([], []);

    /// <summary>False: the collector, or one of its shards, did not answer in time.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>Unites the answers of a node's shards.</summary>
    /// <param name="answers">Null for each shard that did not answer.</param>
    public static UnstoredTraces Of(IReadOnlyCollection<UnstoredTraces?> answers, int maxTraces)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var given = answers.OfType<UnstoredTraces>().ToArray();
        return new UnstoredTraces(
            [.. given.SelectMany(one => one.Open).OrderByDescending(trace => trace.FirstSeen).Take(maxTraces)],
            [.. given.SelectMany(one => one.Closed).OrderByDescending(trace => trace.ClosedAt).Take(maxTraces)])
        {
            IsWhole = given.Length == answers.Count && given.All(one => one.IsWhole),
        };
    }
}
