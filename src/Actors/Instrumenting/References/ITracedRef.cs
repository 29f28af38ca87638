namespace Tracing.Actors;

/// <summary>A reference to an actor that may continue a trace.</summary>
internal interface ITracedRef
{
    /// <summary>The message in an envelope, announced by the running span; as it is where there is none, or where the actor
    /// or the message is not to be traced.</summary>
    object WithTrace(object message);
}
