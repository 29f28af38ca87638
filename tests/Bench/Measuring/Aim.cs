namespace Tracing.Bench.Measuring;

/// <summary>The most that a row should reach; null: no aim.</summary>
internal sealed record Aim(double? Nanos = null, long? Bytes = null)
{
    public bool IsMet(Figures figures) =>
        (Nanos is null || figures.Nanos <= Nanos) && (Bytes is null || figures.Bytes <= Bytes);

    public override string ToString() => (Nanos, Bytes) switch
    {
        (null, null) => "",
        (null, _) => $"{Bytes} B",
        (_, null) => $"{Nanos} ns",
        _ => $"{Nanos} ns, {Bytes} B",
    };
}
