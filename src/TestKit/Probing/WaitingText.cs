using System.Collections.Immutable;
using System.Text;
using Tracing.Trees;

namespace Tracing.Testing;

/// <summary>The reason why a test waited for a trace in vain, or got one too many.</summary>
internal static class WaitingText
{
    /// <summary>Traces that are shown; the rest is counted.</summary>
    private const int MaxTraces = 5;

    /// <param name="wanted">What was not complete in time, such as <c>No trace "buy" was complete</c>.</param>
    /// <param name="isTraced">The system has one of the traced providers.</param>
    /// <param name="isFirst">No trace has closed before.</param>
    public static string InVain(string wanted, TimeSpan atMost, ImmutableArray<ProbedTrace> closed,
        ImmutableArray<ProbedTrace> open, ImmutableArray<string> running, bool isTraced, bool isFirst)
    {
        var time = Nanos.Text((ulong)atMost.Ticks * TimeSpan.NanosecondsPerTick);
        var text = new StringBuilder($"{wanted} within {time}.");
        if (!closed.IsEmpty)
        {
            var names = string.Join(", ", closed.Take(MaxTraces).Select(trace => SpanText.Quoted(trace.Name)));
            text.Append($" {TraceText.Count(closed.Length, "other trace")} closed: {names}")
                .Append(closed.Length > MaxTraces ? ", …." : ".");
        }
        foreach (var name in running)
            text.Append($"\n\n{SpanText.Quoted(name)} is still running, and no span of its trace has ended.");
        Open(text, open);
        if (closed.IsEmpty && open.IsEmpty && running.IsEmpty) text.Append("\n\n").Append(Nothing(isTraced, isFirst));
        return text.ToString();
    }

    /// <summary>A trace where none was expected.</summary>
    public static string TooMany(
        ImmutableArray<ProbedTrace> closed, ImmutableArray<ProbedTrace> open, ImmutableArray<string> running)
    {
        var text = new StringBuilder("No trace was expected.");
        foreach (var trace in closed.Take(MaxTraces))
            text.Append($"\n\n{SpanText.Quoted(trace.Name)} closed.").Append(TraceText.InFailure(trace));
        if (closed.Length > MaxTraces)
            text.Append($"\n\n… and {TraceText.Count(closed.Length - MaxTraces, "more closed trace")}.");
        foreach (var name in running) text.Append($"\n\n{SpanText.Quoted(name)} is still running.");
        Open(text, open);
        return text.ToString();
    }

    private static void Open(StringBuilder text, ImmutableArray<ProbedTrace> open)
    {
        foreach (var trace in open.Take(MaxTraces))
        {
            string[] missing = [.. trace.Missing()];
            text.Append($"\n\n{SpanText.Quoted(trace.Name)} is open.")
                .Append(missing.Length == 0 ? " Its last spans have just come in." : SpanText.Indented(missing))
                .Append(TraceText.InFailure(trace));
        }
        if (open.Length > MaxTraces)
            text.Append($"\n\n… and {TraceText.Count(open.Length - MaxTraces, "more open trace")}.");
    }

    private static string Nothing(bool isTraced, bool isFirst)
    {
        if (!isFirst) return "No span has ended since the last trace was complete.";
        return "No span has ended. " + (isTraced
            ? "A trace starts with TraceProbe.RunAsync, with Spans.RunRoot, "
                + "or at the actors that tracing.instrumentation.start names."
            : "The actor system has no traced provider, so its actors are traced only where they say so: "
                + "TraceProbe.Config installs one.");
    }
}
