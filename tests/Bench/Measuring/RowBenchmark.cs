using BenchmarkDotNet.Attributes;

namespace Tracing.Bench.Measuring;

/// <summary>One benchmark for BenchmarkDotNet, whose parameter is the side to measure.</summary>
public class RowBenchmark
{
    private Action _act = static () => { };

    public static IReadOnlyList<Measured> All { get; set; } = [];

    [ParamsSource(nameof(All))]
    public Measured Case { get; set; } = new("", static () => { });

    [GlobalSetup]
    public void Setup() => _act = Case.Act;

    [Benchmark]
    public void Run() => _act();
}
