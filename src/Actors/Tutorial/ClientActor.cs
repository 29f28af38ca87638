using Akka.Actor;

namespace Tracing.Actors.Tutorial;

/// <summary>The tutorial's client: each <see cref="MakeRequest"/> becomes a trace with <c>make_request</c> as its
/// root.</summary>
internal sealed class ClientActor : TracedReceiveActor
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    private readonly IActorRef _service;

    public ClientActor(IActorRef service)
    {
        _service = service;
        // Not awaited, so that the client can make many requests at once.
        Receive<MakeRequest>(m => MakeRequestAsync(m.RequestId).PipeTo(Sender,
            success: reply => new RequestMade(reply.RequestId, null),
            failure: cause => new RequestMade(m.RequestId, cause)));
    }

    protected override string ServiceName => "Client";

    public static Props Props(IActorRef service) => Akka.Actor.Props.Create(() => new ClientActor(service));

    [TraceRoot("make_request")]
    private Task<OrderReply> MakeRequestAsync(string id) =>
        _service.AskTraced<OrderReply>(new OrderRequest(id, $"request_{id}"), _timeout);

    /// <summary>Answered with <see cref="RequestMade"/>.</summary>
    public sealed record MakeRequest(string RequestId);

    /// <param name="Error">Null: the service answered.</param>
    public sealed record RequestMade(string RequestId, Exception? Error);
}
