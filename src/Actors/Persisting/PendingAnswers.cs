namespace Tracing.Actors;

/// <summary>The requests of one persistent actor that a journal or a snapshot store has not answered yet, each with the
/// span that made it.</summary>
/// <remarks>The span is held until the answer is in, because the answer's handler is its child. When the answer never
/// comes, the span becomes open-ended after <see cref="SpanHold.Patience"/>, and its trace settles. Not
/// thread-safe.</remarks>
internal sealed class PendingAnswers(PluginAnswers known)
{
    // A store that no longer answers must not make the list grow.
    private const int MaxCount = 256;

    private readonly List<Pending> _pending = [];

    /// <summary>Notes a request, if the message is one.</summary>
    public void Expect(object message, Span span)
    {
        if (known.Request(message) is not { } request) return;
        var hold = _pending.Count < MaxCount ? SpanHold.Of(span) : null;
        if (hold is null && span.IsSampled) span.MarkChildrenOpen();
        else if (_pending.Count < MaxCount) _pending.Add(new Pending(request.Kind, request.Key, span, hold));
    }

    /// <summary>Returns the answer in an envelope, counted by the span that asked; null: nobody has asked within a
    /// trace, or the trace does not go on.</summary>
    public TraceEnvelope? Take(object message, SenderSide receiver)
    {
        if (_pending.Count == 0 || known.Answer(message) is not { } answer) return null;
        var at = _pending.FindIndex(asked =>
            asked.Kind == answer.Kind && (answer.Key is null || Equals(asked.Key, answer.Key)));
        if (at < 0) return null;
        var (_, _, span, hold) = _pending[at];
        _pending.RemoveAt(at);
        try
        {
            return receiver.Capture(message, span) as TraceEnvelope;
        }
        finally
        {
            hold?.Release();
        }
    }

    /// <summary>Gives the spans back: the actor has stopped.</summary>
    public void Clear()
    {
        foreach (var asked in _pending) asked.Hold?.Release();
        _pending.Clear();
    }

    private readonly record struct Pending(string Kind, object? Key, Span Span, SpanHold? Hold);
}
