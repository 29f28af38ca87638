using System.Collections.Immutable;

namespace Tracing.Figures;

/// <summary>The running figures at one time. Figures only grow, so the difference of two snapshots covers the time
/// between them.</summary>
/// <param name="Overflowed">Number of spans counted under <see cref="RunningFigures.Other"/> because there was no
/// room.</param>
public sealed record FiguresSnapshot(DateTimeOffset At, ImmutableArray<OperationFigures> Operations, long Overflowed)
{
    public static FiguresSnapshot Empty { get; } = new(default, [], 0);

    /// <summary>Adds up the figures of several collectors.</summary>
    public static FiguresSnapshot Sum(IEnumerable<FiguresSnapshot> all)
    {
        ArgumentNullException.ThrowIfNull(all);
        var operations = new Dictionary<(string, string, SpanKind), OperationFigures>();
        var (at, overflowed) = (DateTimeOffset.MinValue, 0L);
        foreach (var one in all)
        {
            if (one.At > at) at = one.At;
            overflowed += one.Overflowed;
            foreach (var figures in one.Operations)
            {
                var key = (figures.Service, figures.Operation, figures.Kind);
                operations[key] = operations.TryGetValue(key, out var before) ? before.Plus(figures) : figures;
            }
        }
        return new FiguresSnapshot(at, [.. operations.Values], overflowed);
    }
}
