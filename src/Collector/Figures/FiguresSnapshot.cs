using System.Collections.Immutable;

namespace Tracing.Figures;

/// <summary>The figures as they stood at a moment; they only grow, so the difference of two is what happened
/// between.</summary>
/// <param name="Overflowed">Spans counted under <see cref="RunningFigures.Other"/>, for want of room.</param>
public sealed record FiguresSnapshot(DateTimeOffset At, ImmutableArray<OperationFigures> Operations, long Overflowed)
{
    public static FiguresSnapshot Empty { get; } = new(default, [], 0);

    /// <summary>Several collectors' figures as one.</summary>
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
