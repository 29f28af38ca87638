namespace Tracing.Actors;

/// <summary>Whoever keeps the spans of one actor's handlers: the actor itself in the explicit form, else its cell.</summary>
internal interface ISpansOfHandlers
{
    HandlerSpans Spans { get; }

    /// <summary>Runs an act of Akka.NET's for which the message being handled must be in its envelope.</summary>
    void InEnvelope(Action act);
}
