namespace Tracing.Bench.Measuring;

/// <summary>What a row should reach at most; null: no aim.</summary>
internal sealed record Aim(double? Nanos = null, long? Bytes = null)
{
    public bool IsMet(Figures figures) =>
        (Nanos is null || figures.Nanos <= Nanos) && (Bytes is null || figures.Bytes <= Bytes);

    public override string ToString() => string.Join(", ",
        new[] { Nanos is null ? null : $"{Nanos} ns", Bytes is null ? null : $"{Bytes} B" }.Where(part => part is not null));
}
