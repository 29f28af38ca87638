namespace Tracing.Actors;

/// <summary>The span of the handler that started a stream, held until the stream has ended.</summary>
/// <remarks>Taken on the handler's thread, when the stream's actor gets its reference. Any thread.</remarks>
internal sealed class StreamOwner
{
    private readonly Span? _span;
    private SpanHold? _hold;

    private StreamOwner(Span? span, SpanHold? hold) => (_span, _hold) = (span, hold);

    /// <summary>Null when the span is recorded, or when the stream was started outside any trace.</summary>
    public Span? Span => _span is { HasEnded: false } span ? span : null;

    /// <summary>Null: the actor runs no stream.</summary>
    public static StreamOwner? Here(Type actor)
    {
        if (actor.FullName != "Akka.Streams.Implementation.Fusing.ActorGraphInterpreter") return null;
        if (!TracingInUse.IsOn || Ambient.Span is not { IsSampled: true } span) return new StreamOwner(null, null);
        if (SpanHold.Of(span) is { } hold) return new StreamOwner(span, hold);
        span.MarkChildrenOpen();
        return new StreamOwner(null, null);
    }

    /// <summary>A message comes to a stage. Its sender's span, if it is another one, cannot know what follows.</summary>
    public void Told()
    {
        if (Ambient.Span is { } sender && !ReferenceEquals(sender, _span)) sender.MarkChildrenOpen();
    }

    public void Release() => Interlocked.Exchange(ref _hold, null)?.Release();
}
