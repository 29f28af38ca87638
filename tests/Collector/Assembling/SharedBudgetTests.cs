using Tracing.Closing;

namespace Tracing.Assembling;

/// <summary>Assemblers that share a memory budget.</summary>
public class SharedBudgetTests
{
    private const int Shards = 4;

    private static readonly AssemblerSettings _settings = new() { MaxAge = TimeSpan.FromHours(1), Settle = TimeSpan.FromHours(1) };

    [Fact]
    public void A_large_trace_may_use_the_memory_that_the_other_shards_leave()
    {
        var budget = new AssemblyBudget(100_000, Shards);
        var assembler = new TraceAssembler(_settings, budget);
        // Twice a quarter of the budget, in one shard.
        Assert.Empty(Fill(assembler, trace: 1, bytes: 50_000));
        Assert.Equal(assembler.OpenBytes, budget.Used);
    }

    [Fact]
    public void When_the_budget_is_exceeded_only_the_assembler_over_its_share_closes_traces_early()
    {
        var budget = new AssemblyBudget(100_000, Shards);
        var (large, small) = (new TraceAssembler(_settings, budget), new TraceAssembler(_settings, budget));
        Assert.Empty(Fill(large, trace: 1, bytes: 74_000));
        Assert.Empty(Fill(small, trace: 2, bytes: 5_000));
        Assert.True(budget.Used > 75_000);
        var shed = Assert.Single(Fill(large, trace: 3, bytes: 1_000));
        Assert.Equal((PartialReason.Memory, Some.Trace(1)), (shed.Completeness.Reason, shed.TraceId));
        Assert.Equal(large.OpenBytes + small.OpenBytes, budget.Used);
    }

    [Fact]
    public void A_stopped_assembler_gives_its_part_of_the_budget_back()
    {
        var budget = new AssemblyBudget(100_000, Shards);
        var (gone, stays) = (new TraceAssembler(_settings, budget), new TraceAssembler(_settings, budget));
        Fill(gone, trace: 1, bytes: 40_000);
        Fill(stays, trace: 2, bytes: 10_000);
        gone.ReleaseBudget();
        Assert.Equal(stays.OpenBytes, budget.Used);
    }

    private static ClosedTrace[] Fill(TraceAssembler assembler, int trace, int bytes) =>
        [.. assembler.Add([Some.Span(1, parent: 9, trace: trace, name: new string('n', bytes))], Some.Time)];
}
