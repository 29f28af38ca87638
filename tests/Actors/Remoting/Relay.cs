using Akka.Actor;

namespace Tracing.Actors.Remoting;

/// <summary>Answers asks (and no tells), or forwards to another actor; its messages can cross nodes.</summary>
public sealed class Relay : TracedReceiveActor
{
    public Relay(IActorRef? next)
    {
        ReceiveAny(message =>
        {
            if (next is not null) next.ForwardTraced(message);
            else if (Sender.Path.Elements[0] == "temp") Sender.TellTraced(message);
        });
    }
}
