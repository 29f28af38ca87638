using System.Collections.Immutable;

namespace Tracing;

/// <summary>The attributes by which our spans say more than OTLP has fields for. Extend-only: readers of any age meet
/// them.</summary>
public static class TracingTags
{
    /// <summary>Integer: how many spans this one caused (DESIGN "Complete"). Absent on spans of other
    /// libraries.</summary>
    public const string Children = "tracing.children";

    /// <summary>Boolean: it also caused spans whose number it cannot know.</summary>
    public const string ChildrenOpen = "tracing.children.open";

    /// <summary>Boolean: it started after its parent closed; nobody waits for it.</summary>
    public const string Detached = "tracing.detached";

    /// <summary>Boolean: the handler put the message aside; the replay is the span that counts.</summary>
    public const string Stashed = "tracing.stashed";

    /// <summary>String: the message was never handled, and why.</summary>
    public const string Undelivered = "tracing.undelivered";

    /// <summary>Boolean: the actor had no handler for the message.</summary>
    public const string Unhandled = "tracing.unhandled";

    /// <summary>Integer, nanoseconds: from the mailbox's receipt to the handler's start.</summary>
    public const string MailboxWaitNanos = "tracing.mailbox_wait_ns";

    /// <summary>Integer, nanoseconds: from the sender's process to this one's mailbox, as far as that can be
    /// measured.</summary>
    public const string WireNanos = "tracing.wire_ns";

    /// <summary>The booleans among them, by the marks that say the same in memory.</summary>
    internal static readonly ImmutableArray<(SpanMarks Mark, string Key)> OfMarks =
    [
        (SpanMarks.ChildrenOpen, ChildrenOpen),
        (SpanMarks.Detached, Detached),
        (SpanMarks.Stashed, Stashed),
        (SpanMarks.Unhandled, Unhandled),
    ];
}
