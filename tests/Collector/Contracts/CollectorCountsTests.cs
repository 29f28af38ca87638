using Tracing.Assembling;
using Tracing.Collecting;

namespace Tracing.Contracts;

public class CollectorCountsTests
{
    [Fact]
    public void The_counts_of_several_collectors_add_up_to_those_of_one()
    {
        var (whole, parts) = (new CollectorState(AssemblerSettings.Default), new[] { Shard(), Shard() });
        for (var trace = 1; trace <= 20; trace++)
        {
            var (id, spans) = (new BatchId(1, trace), new[] { Some.Span(1, trace: trace) });
            foreach (var state in new[] { whole, parts[trace % 2] })
            {
                Assert.True(state.TryAdd(id, [.. spans], isHeldBySender: false, Some.Time, out _));
                state.Stored();
                state.Expire(Some.Time.AddSeconds(2 * trace));
            }
        }
        var (one, sum) = (whole.Counts, CollectorCounts.Sum([.. parts.Select(part => part.Counts)]));
        Assert.Equal((one.Assembler, one.OpenTraces, one.OpenBytes, one.WaitingTraces), (sum.Assembler, sum.OpenTraces, sum.OpenBytes, sum.WaitingTraces));
        Assert.Equal(one.Decisions.AsEnumerable(), sum.Decisions.AsEnumerable());
        Assert.Equal(one.Figures.Operations.Select(figures => (figures.Operation, figures.Count)),
            sum.Figures.Operations.Select(figures => (figures.Operation, figures.Count)));
    }

    private static CollectorState Shard() => new(AssemblerSettings.Default);
}
