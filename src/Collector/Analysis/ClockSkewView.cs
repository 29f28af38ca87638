using System.Collections.Immutable;
using Tracing.Trees;
using Tracing.Wire;

namespace Tracing.Analysis;

/// <summary>A way to look at a trace whose processes' clocks differ: how far to move each span. The data stays as it
/// is.</summary>
/// <remarks>
/// A call that is waited for lies within its caller; where it does not, the callee's clock is off, and it is moved to
/// the
/// middle, with all that its process did below. A message that nobody waits for may come at any later time: it is never
/// moved, only remarked on where it seems to come before its cause. See RATIONALE "Why is clock skew only a view?".
/// </remarks>
/// <param name="ShiftNanos">For each node of the tree; to be added to its times.</param>
/// <param name="Notes">One for each span at which a shift begins, or that comes before its cause and is left
/// there.</param>
public sealed record ClockSkewView(ImmutableArray<long> ShiftNanos, ImmutableArray<ClockSkewNote> Notes)
{
    /// <summary>O(n): parents come before their children.</summary>
    public static ClockSkewView Of(TraceTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var parents = TreeParents.Of(tree);
        var shifts = new long[tree.Nodes.Length];
        var notes = ImmutableArray.CreateBuilder<ClockSkewNote>();
        for (var i = 0; i < shifts.Length; i++)
        {
            if (parents[i] == TreeParents.None || tree.Nodes[i].Span is not { } child) continue;
            if (tree.Nodes[parents[i]].Span is not { } parent) continue;
            var inherited = shifts[parents[i]];
            if (SpanOrigin.ByResource.Equals(child.Origin, parent.Origin)) shifts[i] = inherited;
            else if (IsAwaited(child)) shifts[i] = Shift(parent, inherited, child);

            if (shifts[i] != 0 && shifts[i] != inherited)
                notes.Add(new ClockSkewNote(i, $"shown {Moved(shifts[i])}: its process's clock differs from its caller's"));
            else if (!IsAwaited(child) && child.Span.StartUnixNanos < parent.Span.StartUnixNanos)
                notes.Add(new ClockSkewNote(i, $"starts {Text(parent.Span.StartUnixNanos - child.Span.StartUnixNanos)} "
                    + "before its cause, and is left there: nobody waits for it, so its true time is not known"));
        }
        return new ClockSkewView([.. shifts], notes.DrainToImmutable());
    }

    // Messages between actors are Consumer spans. Internal is what a process does by itself, so not across processes.
    private static bool IsAwaited(TraceSpan child) =>
        child.Span.Kind is SpanKind.Server or SpanKind.Client && !child.Span[TracingTags.Detached].AsBool;

    private static long Shift(TraceSpan parent, long inherited, TraceSpan child)
    {
        // Wrapping arithmetic: absurd times are somebody's input, and give an absurd shift, not a failure.
        var start = unchecked((long)(child.Span.StartUnixNanos - parent.Span.StartUnixNanos) - inherited);
        var room = unchecked((long)(parent.Span.DurationNanos - child.Span.DurationNanos));
        if (start >= 0 && start <= room) return 0;
        // Longer than its caller, which gave up: then it starts with it at the earliest.
        if (room < 0) return start >= 0 ? 0 : unchecked(-start);
        return unchecked(room / 2 - start);
    }

    private static string Moved(long shift) =>
        shift > 0 ? $"{Text((ulong)shift)} later" : $"{Text(unchecked((ulong)-shift))} earlier";

    private static string Text(ulong nanos) => Nanos.Text(nanos);
}
