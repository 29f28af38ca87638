namespace Tracing.Bench.Measuring;

/// <summary>One side of one row, as a parameter of the benchmark.</summary>
public sealed class Measured(string name, Action act)
{
    public Action Act => act;

    public override string ToString() => name;
}
