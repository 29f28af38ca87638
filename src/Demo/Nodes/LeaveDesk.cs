using Akka.Actor;

namespace Tracing.Demo.Nodes;

/// <summary>Answers other nodes that ask whether they may leave.</summary>
internal sealed class LeaveDesk : ReceiveActor
{
    public const string Name = "leaving";

    public LeaveDesk(OrderWays ways) => Receive<MayLeave>(ask => Sender.Tell(new StillUnderWay(ways.Avoid(ask.Uid))));
}
