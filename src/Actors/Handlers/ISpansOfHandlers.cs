namespace Tracing.Actors;

/// <summary>The owner of the spans of one actor's handlers: in the explicit form the actor itself, otherwise its
/// cell.</summary>
internal interface ISpansOfHandlers
{
    HandlerSpans Spans { get; }

    /// <summary>Runs an act of Akka.NET that must find the message being handled in its envelope.</summary>
    void InEnvelope(Action act);
}
