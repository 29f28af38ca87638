using Akka.Actor;

namespace Tracing.Actors;

/// <summary>A message that leaves for another node while nothing of its trace may be sent along.</summary>
/// <remarks>It comes from a relay (a shard region, a singleton's proxy), which was counted as its receiver by whoever sent it.
/// So the send itself is recorded as the announced child: the trace is whole, and says where it ends.</remarks>
internal static class Departure
{
    public static object Of(TraceEnvelope envelope, ActorTracing tracing, ActorPath to)
    {
        if (envelope.Context.IsSampled)
        {
            var type = envelope.Message.GetType();
            var span = tracing.Tracer.Start($"send {HandlerLabel.ShortName(type)}", envelope.Context, SpanKind.Producer);
            if (envelope.Stamp.IsDetached) span.MarkDetached();
            if (envelope.Stamp.IsRemote) span.MarkRemoteParent();
            span.SetTag("messaging.system", "akka").SetTag("messaging.operation.type", "send")
                .SetTag("messaging.destination.name", to.ToStringWithoutAddress())
                .SetTag("akka.message.type", type.FullName).End();
        }
        return envelope.Message;
    }
}
