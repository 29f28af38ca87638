using System.Globalization;
using System.Text;
using Tracing.Trees;

namespace Tracing.Analysis;

/// <summary>Writes for a terminal which messages waited longest in a mailbox, and behind which messages of the same
/// trace.</summary>
/// <remarks>Messages of other traces are not in the trace: a wait that none of its own explains names none.</remarks>
public static class WaitText
{
    /// <summary>Maximum number of waits written.</summary>
    private const int MaxLines = 20;

    /// <summary>Maximum number of messages named for one wait.</summary>
    private const int MaxNamed = 3;

    /// <summary>Returns the empty string for a trace in which nothing waited.</summary>
    public static string Of(IReadOnlyList<TraceSpan> spans)
    {
        var waits = spans.Where(span => span.MailboxWaitNanos > 0).OrderByDescending(span => span.MailboxWaitNanos)
            .Take(MaxLines).ToArray();
        if (waits.Length == 0) return "";
        var byActor = spans.ToLookup(ActorOf);
        var text = new StringBuilder("waits in mailboxes").AppendLine();
        foreach (var wait in waits)
        {
            text.Append(Nanos.Text(wait.MailboxWaitNanos).PadLeft(12)).Append("  ").Append(Name(wait));
            if (ActorOf(wait) is { } actor) Behind(text, wait, byActor[actor]);
            text.AppendLine();
        }
        return text.ToString();
    }

    private static void Behind(StringBuilder text, TraceSpan wait, IEnumerable<TraceSpan> ofActor)
    {
        var began = SpanTiming.Of(wait).Arrived;
        TraceSpan[] ahead =
        [
            .. ofActor.Where(other => !ReferenceEquals(other, wait) && other.Span.EndUnixNanos > began
                    && other.Span.StartUnixNanos < wait.Span.StartUnixNanos)
                .OrderBy(other => other.Span.StartUnixNanos),
        ];
        if (ahead.Length == 0) return;
        text.Append(" behind ").AppendJoin(", ", ahead.Take(MaxNamed).Select(Name));
        if (ahead.Length > MaxNamed) text.Append(CultureInfo.InvariantCulture, $" and {ahead.Length - MaxNamed} more");
    }

    private static string? ActorOf(TraceSpan span) =>
        span.Span["akka.actor.path"].AsString is { Length: > 0 } path ? $"{span.Service}{path}" : null;

    private static string Name(TraceSpan span) => LineText.Of(span.Span.Name);
}
