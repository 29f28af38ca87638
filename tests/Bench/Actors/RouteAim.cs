namespace Tracing.Bench.Actors;

/// <summary>The figure that a route should reach; null: no aim.</summary>
/// <param name="Throughput">Of plain Akka.NET's, at least.</param>
/// <param name="Nanos">A message more than plain, at most.</param>
/// <param name="Bytes">A message more than plain, at most.</param>
internal sealed record RouteAim(double? Throughput = null, double? Nanos = null, double? Bytes = null)
{
    /// <summary>Bytes that the queue's own segments and the clock of the bench make uncertain.</summary>
    private const double Uncertain = 0.5;

    public bool IsThere => Throughput is not null || Nanos is not null || Bytes is not null;

    public bool IsMet(double throughput, double nanos, double bytes) =>
        (Throughput is null || throughput >= Throughput) && (Nanos is null || nanos <= Nanos)
        && (Bytes is null || bytes <= Bytes + Uncertain);

    public override string ToString() => string.Join(", ",
        new[] { Throughput is { } t ? $">= {t:0%}" : "", Nanos is { } n ? $"{n} ns" : "", Bytes is { } b ? $"{b} B" : "" }
            .Where(static text => text.Length > 0));
}
