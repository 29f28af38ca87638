namespace Tracing.Actors;

/// <summary>A reference to an actor that may continue a trace.</summary>
internal interface ITracedRef
{
    /// <summary>Puts the message into an envelope, counted by the running span.</summary>
    /// <returns>The message itself where no span runs, or where the actor or the message is not traced.</returns>
    object WithTrace(object message);
}
