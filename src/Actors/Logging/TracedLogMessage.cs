using Akka.Event;

namespace Tracing.Actors;

/// <summary>What a log line says, and the span that it was written in.</summary>
/// <remarks>As text the ids stand behind the message, <c>trace_id=… span_id=…</c>. Loggers that keep template and values apart
/// find both as they were written, and the ids here. Immutable.</remarks>
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

    /// <summary>The trace is recorded: looking for it in the collector makes sense.</summary>
    public bool IsSampled { get; }

    /// <summary>The message without the ids.</summary>
    public string Text => _inner.ToString() ?? "";

    public override string ToString() => $"{Text} trace_id={TraceId} span_id={SpanId}";

    public override string Unformatted() => (_inner as LogMessage)?.Unformatted() ?? Text;

    public override IEnumerable<object> Parameters() => (_inner as LogMessage)?.Parameters() ?? [];
}
