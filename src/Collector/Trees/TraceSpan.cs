using Tracing.Wire.Spans;

namespace Tracing.Trees;

/// <summary>A decoded span with its origin.</summary>
public sealed record TraceSpan(SpanData Span, SpanOrigin Origin)
{
    public string Service => Origin.Service;

    public bool IsError => Span.Status == SpanStatus.Error;

    /// <summary>True when the span says that its parent is somebody else's; where that parent is not here, nothing is
    /// missing.</summary>
    public bool HasForeignParent => Span[TracingTags.ParentForeign].AsBool;

    /// <summary>Time that its message took from another process; 0 if it was not measured.</summary>
    public ulong WireNanos => (ulong)Math.Max(0, Span[TracingTags.WireNanos].AsInt);

    /// <summary>Time that its message waited in the mailbox; 0 without a mailbox.</summary>
    public ulong MailboxWaitNanos => (ulong)Math.Max(0, Span[TracingTags.MailboxWaitNanos].AsInt);

    public static TraceSpan Decode(in RawSpan raw) => new(OtlpDecoder.Span(raw.Bytes.Span), raw.Origin);
}
