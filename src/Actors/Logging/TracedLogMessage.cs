using Akka.Event;

namespace Tracing.Actors;

/// <summary>The message of a log line, with the ids of the span in which the line was written.</summary>
/// <remarks>As text it is the message followed by <c>trace_id=… span_id=…</c>. Structured loggers find template and
/// values unchanged, and the ids as properties. Immutable.</remarks>
public sealed class TracedLogMessage : LogMessage
{
    private readonly object _inner;

    internal TracedLogMessage(object inner, in TraceContext context)
        : base(DefaultLogMessageFormatter.Instance, (inner as LogMessage)?.Format ?? inner?.ToString() ?? "")
    {
        _inner = inner ?? "";
        TraceId = context.TraceId;
        SpanId = context.SpanId;
        IsSampled = context.IsSampled;
    }

    public TraceId TraceId { get; }

    public SpanId SpanId { get; }

    /// <summary>True when the trace is recorded, so that the collector may have it.</summary>
    public bool IsSampled { get; }

    /// <summary>The message without the ids.</summary>
    public string Text => _inner.ToString() ?? "";

    public override string ToString() => $"{Text} trace_id={TraceId} span_id={SpanId}";

    public override string Unformatted() => (_inner as LogMessage)?.Unformatted() ?? Text;

    public override IEnumerable<object> Parameters() => (_inner as LogMessage)?.Parameters() ?? [];
}
