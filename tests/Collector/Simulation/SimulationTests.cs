using Tracing.Closing;

namespace Tracing.Simulation;

/// <summary>Runs simulated systems with faulty networks, stores, collectors and clocks. <c>TRACING_SIM_SEEDS=100000</c>
/// runs more.</summary>
public class SimulationTests
{
    [Fact]
    public void Ten_thousand_systems_lose_no_acknowledged_span_and_call_nothing_exact_that_is_not() =>
        Seeds.All(10_000, seed => Simulation.Run(seed));

    [Fact]
    public void The_tutorials_nine_spans_are_three_traces_of_three_whatever_happens_on_their_way() =>
        Seeds.All(1_000, seed =>
        {
            var traces = Simulation.Tutorial(seed);
            Assert.Equal([3, 3, 3], traces.Select(trace => trace.Raw.Length));
            Assert.All(traces, trace => Assert.Equal(Completeness.Exact, trace.Completeness));
        });

    [Fact]
    public void A_seed_always_gives_the_same_run() =>
        Assert.Equal($"{Simulation.Run(77).Tally}", $"{Simulation.Run(77).Tally}");

    [Fact]
    public void The_first_seeds_have_every_fault_and_every_outcome()
    {
        var all = new Tally();
        for (ulong seed = 1; seed <= 500; seed++) all.Add(Simulation.Run(seed).Tally);
        Assert.All(
        [
            "message lost", "message repeated", "partition", "put failed", "crash", "rebalance", "release", "stop", "clock set",
            "reporter killed", "batch sent again", "batch refused", "duplicate", "span let go", "revision", "Exact", "Settled",
            "partial (Age)", "partial (Size)", "partial (Memory)", "partial (Shutdown)",
        ], what => Assert.True(all[what] > 0, $"{what} never happened: {all}"));
    }
}
