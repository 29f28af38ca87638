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

    /// <summary>Spans and errors a second since an earlier snapshot, by operation; none where no time has
    /// passed.</summary>
    public ImmutableArray<OperationRate> RatesSince(FiguresSnapshot earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        var seconds = (At - earlier.At).TotalSeconds;
        if (seconds <= 0) return [];
        var before = earlier.Operations.ToDictionary(one => (one.Service, one.Operation, one.Kind));
        return
        [
            .. from now in Operations
               let then = before.GetValueOrDefault((now.Service, now.Operation, now.Kind))
               select new OperationRate(now.Service, now.Operation, now.Kind,
                   (now.Count - (then?.Count ?? 0)) / seconds, (now.Errors - (then?.Errors ?? 0)) / seconds),
        ];
    }
}
