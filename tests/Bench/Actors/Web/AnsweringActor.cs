using Akka.Actor;

namespace Tracing.Bench.Actors.Web;

/// <summary>A user's actor that answers at once.</summary>
internal sealed class AnsweringActor : ReceiveActor
{
    public AnsweringActor() => Receive<Work>(work => Sender.Tell(work));
}
