using Akka.Actor;

namespace Tracing.Actors;

/// <summary>Records a message that a relay sends to another node, when traces must not leave this node.</summary>
/// <remarks>Its sender has counted one child, whose handler will not be traced. The send is recorded in its place, so
/// the trace is exact and shows where it ends.</remarks>
internal static class Departure
{
    /// <returns>The message without its envelope.</returns>
    public static object Record(TraceEnvelope envelope, Tracer tracer, ActorPath to)
    {
        // Nobody has counted these.
        if (envelope.Stamp.Trace.Hidden is { } hidden)
        {
            hidden.Span.MarkChildrenOpen();
            hidden.Release();
        }
        else if (envelope.Context.IsSampled && !envelope.Stamp.IsLink && !envelope.Stamp.IsHidden)
        {
            var type = envelope.Message.GetType();
            var span = tracer.Start($"send {ShortTypeName.Of(type)}", envelope.Context, SpanKind.Producer);
            if (envelope.Stamp.IsDetached) span.MarkDetached();
            if (envelope.Stamp.IsRemote) span.MarkRemoteParent();
            span.SetTag("messaging.system", "akka").SetTag("messaging.operation.type", "send")
                .SetTag("messaging.destination.name", Destination.Of(to).Name)
                .SetTag("akka.actor.path", to.ToStringWithoutAddress())
                .SetTag("akka.message.type", FullTypeName.Of(type)).End();
        }
        return envelope.Message;
    }
}
