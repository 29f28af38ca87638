using System.Collections.Immutable;

namespace Tracing;

/// <summary>The attributes that carry what OTLP has no field for.</summary>
/// <remarks>Attributes may be added, never changed or removed: spans are read by collectors of any version.</remarks>
public static class TracingTags
{
    /// <summary>Integer: how many spans this one caused; by it a collector knows when a trace is complete. Absent on
    /// spans of other libraries.</summary>
    public const string Children = "tracing.children";

    /// <summary>Boolean: the span also caused spans whose number it cannot know.</summary>
    public const string ChildrenOpen = "tracing.children.open";

    /// <summary>Boolean: the span started after its parent had closed; the collector does not wait for it.</summary>
    public const string Detached = "tracing.detached";

    /// <summary>Boolean: the parent is somebody else's span, such as an activity that another library reports, or a
    /// caller that does not use this library; the collector does not wait for the parent.</summary>
    public const string ParentForeign = "tracing.parent.foreign";

    /// <summary>Boolean: the handler stashed the message; its later handling is the span that counts.</summary>
    public const string Stashed = "tracing.stashed";

    /// <summary>String: the reason why the message was never handled.</summary>
    public const string Undelivered = "tracing.undelivered";

    /// <summary>Boolean: the actor had no handler for the message.</summary>
    public const string Unhandled = "tracing.unhandled";

    /// <summary>Integer, nanoseconds: from the arrival in the mailbox to the start of the handler.</summary>
    public const string MailboxWaitNanos = "tracing.mailbox_wait_ns";

    /// <summary>Integer, nanoseconds: from the sender's process to this process's mailbox, by the clocks of
    /// both.</summary>
    public const string WireNanos = "tracing.wire_ns";

    /// <summary>String, followed by a key: the value that the span's baggage had at its end. Only in tests, for
    /// assertions on baggage.</summary>
    internal const string BaggagePrefix = "tracing.baggage.";

    /// <summary>Boolean: the handler was still running when its span was recorded, because it seems never to
    /// end.</summary>
    public const string Running = "tracing.running";

    /// <summary>The boolean attributes, each with its mark in memory.</summary>
    internal static readonly ImmutableArray<(SpanMarks Mark, string Key)> OfMarks =
    [
        (SpanMarks.ChildrenOpen, ChildrenOpen),
        (SpanMarks.Detached, Detached),
        (SpanMarks.Stashed, Stashed),
        (SpanMarks.Unhandled, Unhandled),
        (SpanMarks.ForeignParent, ParentForeign),
    ];
}
