using Tracing.Closing;
using Tracing.Contracts;
using Tracing.Trees;

namespace Tracing.Demo.Tutorial;

/// <summary>The last lines of a run: what came out, how long it took, and what was lost.</summary>
internal static class DemoSummary
{
    public static void Write(TextWriter to, DemoTraces traces, CollectorCounts counts, DropCounters drops)
    {
        var kinds = string.Join(", ", from kind in Enum.GetValues<CompletenessKind>()
                                      let count = traces.Count(kind)
                                      where count > 0 || kind == CompletenessKind.Exact
                                      select $"{count} {Name(kind)}");
        to.WriteLine($"{traces.Closed} traces ({kinds}), {traces.SpanCount} spans, {traces.ErrorTraces} with errors");
        to.WriteLine();
        to.WriteLine($"{"operation",-20}{"count",9}{"p50",11}{"p99",11}");
        foreach (var (operation, count, p50, p99) in traces.Operations())
            to.WriteLine($"{operation,-20}{count,9}{Nanos.Text(p50),11}{Nanos.Text(p99),11}");
        to.WriteLine();
        var lost = drops.Occurred();
        to.WriteLine("dropped: " + (lost.Count == 0
            ? "none"
            : string.Join(", ", lost.Select(drop => $"{drop.Value} {drop.Key}"))));
        if (counts.Assembler.Duplicates > 0) to.WriteLine($"repeated spans: {counts.Assembler.Duplicates}");
    }

    private static string Name(CompletenessKind kind) => kind switch
    {
        CompletenessKind.Exact => "exact",
        CompletenessKind.Settled => "settled",
        _ => "partial",
    };
}
