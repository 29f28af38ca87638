using Akka.Actor;
using Akka.Routing;

namespace Tracing.Actors;

/// <summary>A send that the current span has counted, and that happens later, when a task has ended.</summary>
/// <remarks>Any thread. The first message that it wraps is the counted one.</remarks>
internal sealed class AnnouncedSend
{
    private readonly Span _span;
    private readonly EnvelopeStamp _stamp;
    private readonly bool _isCounted;
    private int _isDone;

    private AnnouncedSend(Span span, in EnvelopeStamp stamp, bool isCounted)
    {
        _span = span;
        _stamp = stamp;
        _isCounted = isCounted;
    }

    /// <summary>Null: no span is current, or the target takes bare messages only.</summary>
    public static AnnouncedSend? To(ICanTell target)
    {
        var span = Span.Current;
        if (span is null || !span.Context.IsValid || EnvelopeRules.TakesBare(target)) return null;
        if (TracedSending.IsWildcard(target))
            return new AnnouncedSend(span, EnvelopeRules.OpenEnded(span), isCounted: false);
        var stamp = EnvelopeRules.Counted(span);
        return new AnnouncedSend(span, stamp, isCounted: stamp.Context.IsSampled && !stamp.IsDetached);
    }

    public object Wrap(object message)
    {
        // Akka.NET refuses to tell null and sends a failure instead: that one is the counted message.
        if (message is null || Interlocked.Exchange(ref _isDone, 1) != 0) return message!;
        var now = _span.Tracer.Clock.MonotonicNanos();
        // A broadcast would make the span open-ended, and it is too late for that now.
        if (message is not Broadcast && EnvelopeRules.MayWrapWithin(message))
            return EnvelopeRules.Around(message, _stamp with { EnqueuedMonotonicNanos = now });
        if (_isCounted) RecordBare(message);
        return message;
    }

    // The child was counted, and no handler will record it. So the send itself is recorded in its place.
    private void RecordBare(object message) =>
        _span.Tracer.Start($"tell {ShortTypeName.Of(message.GetType())}", _stamp.Context, SpanKind.Producer)
            .SetTag("messaging.system", "akka")
            .SetTag("akka.message.type", FullTypeName.Of(message.GetType()))
            .End();
}
