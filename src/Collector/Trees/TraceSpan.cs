using Tracing.Wire.Spans;

namespace Tracing.Trees;

/// <summary>A decoded span with where it came from.</summary>
public sealed record TraceSpan(SpanData Span, SpanOrigin Origin)
{
    public string Service => Origin.Service;

    public bool IsError => Span.Status == SpanStatus.Error;

    /// <summary>How long its message was on the way from another process; zero where that was not measured.</summary>
    public ulong WireNanos => (ulong)Math.Max(0, Span[TracingTags.WireNanos].AsInt);

    /// <summary>From the mailbox's receipt to the handler's start; zero where no mailbox was involved.</summary>
    public ulong MailboxWaitNanos => (ulong)Math.Max(0, Span[TracingTags.MailboxWaitNanos].AsInt);

    public static TraceSpan Decode(in RawSpan raw) => new(OtlpDecoder.Span(raw.Bytes.Span), raw.Origin);
}
